import { lstat, mkdtemp, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { withLock } from "../../with-lock.ts";
import { stampOf, type CacheEntry } from "./cache-entry.ts";

/** Removes an entry unless a run has used it since it was listed, or is working on it now. Returns whether it did. */
export async function removeEntry(entry: CacheEntry, cache: string): Promise<boolean> {
  if (entry.kind === "pack") return removePack(entry);
  const lock = join(cache, "locks", basename(entry.path));
  try {
    return await withLock(lock, { what: entry.label, limitMs: 0 }, async () => {
      if (!(await isUntouched(entry))) return false;
      // Renamed away first, so that no run finds a partial tool; the next installation cleans up after an interruption.
      const grave = await mkdtemp(join(dirname(entry.path), `.${basename(entry.path)}.`));
      await rename(entry.path, join(grave, "old"));
      await rm(grave, { recursive: true, force: true });
      return true;
    });
  } catch (thrown) {
    if (thrown instanceof HearthError && thrown.code === "WAIT_TIMEOUT") return false;
    throw thrown;
  }
}

/** The record is removed first: a pack without one is made again. */
async function removePack(entry: CacheEntry): Promise<boolean> {
  if (!(await isUntouched(entry))) return false;
  await rm(stampOf(entry), { force: true });
  await rm(entry.path, { force: true });
  return true;
}

const isUntouched = async (entry: CacheEntry): Promise<boolean> =>
  lstat(stampOf(entry)).then(
    ({ mtimeMs }) => mtimeMs === entry.usedMs,
    () => false,
  );
