import { rmSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import type { Command } from "commander";
import type { Author } from "../../keys/change-key.ts";
import type { NewKey } from "../../keys/make-key.ts";

/** Adds the option that has a new key written to a file. */
export const withOutput = (command: Command): Command =>
  command.option("-o, --output <file>", "write the key to a new file that only you can read, instead of printing it");

/** Who is at this machine, now. */
export const presentAuthor = (): Author => ({
  who: `${userInfo().username}@${hostname()}`.slice(0, 128),
  now: new Date(),
});

/** Makes a key whose text goes to `output`. The file is made before the key is: a key that cannot be kept is not made. */
export async function keepSecret<R>({ key }: NewKey, output: string | undefined, make: () => Promise<R>): Promise<R> {
  if (output !== undefined) writeFileSync(output, `${key}\n`, { mode: 0o600, flag: "wx" });
  try {
    return await make();
  } catch (error) {
    if (output !== undefined) rmSync(output);
    throw error;
  }
}
