import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";

/** Adds one command to the program. */
export type RegisterCommand = (program: Command, signal: AbortSignal) => void;

/** All commands: one file each in commands/, exporting `register`. */
export async function loadCommands(
  folder = join(import.meta.dirname, "commands"),
): Promise<readonly RegisterCommand[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  return Promise.all(
    files.sort().map(async (file) => {
      const { register } = (await import(pathToFileURL(join(folder, file)).href)) as { register?: RegisterCommand };
      if (register === undefined) throw new TypeError(`lib/cli/commands/${file} must export \`register\``);
      return register;
    }),
  );
}
