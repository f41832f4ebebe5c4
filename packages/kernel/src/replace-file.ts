import { randomUUID } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

export interface ReplaceOptions {
  /** Permissions of the file; only this user may read and write it by default. */
  readonly mode?: number;
}

/** What the names of unfinished files end in; a program that was killed may leave one. */
export const unfinishedSuffix = ".new";

const unfinishedName = (path: string): string => `${path}.${randomUUID()}${unfinishedSuffix}`;

/**
 * Writes a file whole or not at all: a reader in this process or another sees the old content or the new. It may be gone after a
 * loss of power; see `replaceFileDurably`.
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

/** As `replaceFile`; the content and the name are on disk when this resolves, so both survive a loss of power. */
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

/** Makes the name of a file that was made or renamed survive a loss of power: a name is on disk when its folder is. */
export async function syncName(path: string): Promise<void> {
  const folder = await open(dirname(path), "r");
  await folder.sync().finally(() => folder.close());
}
