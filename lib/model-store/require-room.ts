import { statfs } from "node:fs/promises";
import { HearthError } from "@hearth/kernel/errors.ts";

/** What a full disk would take down with it. */
const keptFreeBytes = 2 ** 30;

/** Throws DISK_TOO_FULL unless a folder's disk has room for so many bytes more, and a gibibyte beyond. */
export async function requireRoom(
  folder: string,
  { file, neededBytes }: { file: string; neededBytes: number },
): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const missingBytes = neededBytes + keptFreeBytes - freeBytes;
  if (missingBytes <= 0) return;
  throw new HearthError({
    code: "DISK_TOO_FULL",
    at: folder,
    message: `${file} needs ${gibibytes(neededBytes)} more, 1 GiB has to stay free, and ${gibibytes(freeBytes)} are free: ${gibibytes(missingBytes)} are missing`,
    hint: "Make room with `hearth models rm NAME` or `hearth tools prune`, or move the cache with HEARTH_CACHE.",
  });
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
