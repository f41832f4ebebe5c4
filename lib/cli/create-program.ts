import { version } from "@hearth/kernel/version.ts";
import { Command, Help } from "commander";
import { loadCommands } from "./load-commands.ts";

/** The whole command line, ready to parse. Commands that wait end when the signal is aborted. */
export async function createProgram(signal: AbortSignal): Promise<Command> {
  const program = new Command("hearth")
    .description(
      "Builds and runs a private AI cluster on a few home machines, or in containers on this one (the stack lab).",
    )
    .version(version)
    .option("-s, --stack <name>", "the stack to work on", process.env["HEARTH_STACK"] ?? "lab")
    .option("--json", "print the result as JSON on stdout")
    .showHelpAfterError("(run the command with --help for examples)")
    // An alias is a command's former name. It still works, but help shows only the present one.
    .configureHelp({
      subcommandTerm: (command) => withoutAlias(command, new Help().subcommandTerm(command)),
      commandUsage: (command) => withoutAlias(command, new Help().commandUsage(command)),
    })
    .exitOverride();
  for (const register of await loadCommands()) register(program, signal);
  return program;
}

const withoutAlias = (command: Command, term: string): string =>
  command.aliases().reduce((text, alias) => text.replace(`|${alias}`, ""), term);
