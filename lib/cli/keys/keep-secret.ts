import { rmSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import type { Command } from "commander";
import type { Author } from "../../keys/change-key.ts";
import type { NewKey } from "../../keys/make-key.ts";

/** Adds the option that writes a new key to a file. */
export const withOutput = (command: Command): Command =>
  command.option("-o, --output <file>", "write the key to a new file that only you can read, instead of printing it");

/** The current user and time, for the key's history. */
export const presentAuthor = (): Author => ({
  who: `${userInfo().username}@${hostname()}`.slice(0, 128),
  now: new Date(),
});

/** Makes a key whose text goes to `output`. The file is created first, so that no key is made that cannot be saved. */
export async function keepSecret<R>({ key }: NewKey, output: string | undefined, make: () => Promise<R>): Promise<R> {
  if (output !== undefined) writeFileSync(output, `${key}\n`, { mode: 0o600, flag: "wx" });
  try {
    return await make();
  } catch (error) {
    if (output !== undefined) rmSync(output);
    throw error;
  }
}
