import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** sha256 of vendors' files by URL; null if the file was never downloaded yet. */
export type Checksums = Readonly<Record<string, string | null>>;

export const checksumsFile = join(import.meta.dirname, "..", "checksums.json");

export async function readChecksums(path = checksumsFile): Promise<Checksums> {
  return JSON.parse(await readFile(path, "utf8")) as Checksums;
}
