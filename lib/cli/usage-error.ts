import type { CommanderError } from "commander";

/** Whether --json was given. Where a command line could not be read, its options are not known. */
export function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  // What is behind two hyphens belongs to another program.
  return words.slice(0, end === -1 ? undefined : end).includes("--json");
}

/** A mistake on the command line in the form of every other error. */
export const usageError = ({ code, message }: Pick<CommanderError, "code" | "message">): object => ({
  error: {
    code: "USAGE",
    // A command that has others below it was given none of them.
    message: code === "commander.help" ? "the command is incomplete" : message.replace(/^error: /, ""),
    hint: "See the command's options and examples with --help.",
  },
});
