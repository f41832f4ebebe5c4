import { randomUUID } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

export interface ReplaceOptions {
  /** Permissions of the file; by default only this user may read and write it. */
  readonly mode?: number;
}

/** Suffix of unfinished files; a killed program may leave one. */
export const unfinishedSuffix = ".new";

const unfinishedName = (path: string): string => `${path}.${randomUUID()}${unfinishedSuffix}`;

/**
 * Writes a file atomically: readers see the old content or the new. It may be lost if the power fails; see `replaceFileDurably`.
 */
export function replaceFile(path: string, content: string, { mode = 0o600 }: ReplaceOptions = {}): void {
  const unfinished = unfinishedName(path);
  try {
    writeFileSync(unfinished, content, { mode });
    renameSync(unfinished, path);
  } catch (thrown) {
    rmSync(unfinished, { force: true });
    throw thrown;
  }
}

/** Like `replaceFile`, but content and name are on disk when this resolves, so both survive a loss of power. */
export async function replaceFileDurably(
  path: string,
  content: string,
  { mode = 0o600 }: ReplaceOptions = {},
): Promise<void> {
  const unfinished = unfinishedName(path);
  try {
    const file = await open(unfinished, "wx", mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    await syncName(path);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw thrown;
  }
}

/** Syncs the folder of a created or renamed file, so that its name survives a loss of power. */
export async function syncName(path: string): Promise<void> {
  const folder = await open(dirname(path), "r");
  await folder.sync().finally(() => folder.close());
}
