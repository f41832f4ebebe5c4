import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { root } from "../paths.ts";

/** Names content in the cache. */
export const digestOfText = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);

/** Of files of the checkout, with their names. */
export function digestOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}
