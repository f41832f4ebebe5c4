import type { Command } from "commander";

export interface RemovalOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Adds the options of every command that removes something: `--yes` and `--dry-run`. */
export const addRemovalOptions = (command: Command): Command =>
  command
    .option("-y, --yes", "do it without a question")
    .option("--dry-run", "print what would be removed and kept, and do nothing");
