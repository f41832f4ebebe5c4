import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";

/** Adds one command to the program. */
export type RegisterCommand = (program: Command, signal: AbortSignal) => void;

/** Commands that are about the others. */
const aboutOthers = new Set(["help", "completion"]);

/**
 * The commands: one file each in commands/, exporting `register`. Where the command line's first word is a command, that one alone,
 * since loading all takes longer than most of them run.
 */
export async function loadCommands(
  firstWord?: string,
  folder = join(import.meta.dirname, "commands"),
): Promise<readonly RegisterCommand[]> {
  const all = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const isAlone = firstWord !== undefined && !aboutOthers.has(firstWord) && all.includes(`${firstWord}.ts`);
  const files = isAlone ? [`${firstWord}.ts`] : all;
  return Promise.all(
    files.sort().map(async (file) => {
      const { register } = (await import(pathToFileURL(join(folder, file)).href)) as { register?: RegisterCommand };
      if (register === undefined) throw new TypeError(`lib/cli/commands/${file} must export \`register\``);
      return register;
    }),
  );
}
