import { rmSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import type { Command } from "commander";
import { HearthError, reasonOf } from "@hearth/kernel/errors.ts";
import type { Author } from "../../keys/change-key.ts";
import type { NewKey } from "../../keys/make-key.ts";
import type { KitKey } from "../../secrets/kit-keys.ts";

/** Adds the option that writes a new key to a file. */
export const withOutput = (command: Command): Command =>
  command.option("-o, --output <file>", "write the key to a new file that only you can read, instead of printing it");

/** The current user and time, for the key's history. */
export const presentAuthor = (): Author => ({
  who: `${userInfo().username}@${hostname()}`.slice(0, 128),
  now: new Date(),
});

/**
 * Makes a key whose text goes to `output`. The file is created first, so that no key is made that cannot be saved. Throws
 * FILE_NOT_WRITTEN, also where the file exists: it may hold another key.
 */
export async function keepSecret<R>({ key }: NewKey, output: string | undefined, make: () => Promise<R>): Promise<R> {
  if (output !== undefined) writeNew(output, `${key}\n`);
  try {
    return await make();
  } catch (error) {
    if (output !== undefined) rmSync(output);
    throw error;
  }
}

function writeNew(file: string, content: string): void {
  try {
    writeFileSync(file, content, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === "EEXIST";
    throw new HearthError({
      code: "FILE_NOT_WRITTEN",
      at: file,
      message: exists ? "the file exists, and no file is replaced: it may hold another key" : reasonOf(cause),
      hint: "Name a new file in a folder that exists and that you may write to. No key was made.",
      cause,
    });
  }
}

/** Throws KEY_UNUSABLE if the name is one of the kit's own keys, which these commands cannot change. */
export function refuseKitKey(id: string, kit: readonly KitKey[], command: string): void {
  if (!kit.some((key) => key.id === id)) return;
  throw new HearthError({
    code: "KEY_UNUSABLE",
    message: `'${id}' is the name of a key that Hearth makes itself, which may do everything`,
    hint: `Choose another name. If that key has leaked, replace it with \`${command} rotate ${id}\`, then \`hearth up\`.`,
  });
}
