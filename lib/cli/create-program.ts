import { version } from "@hearth/kernel/version.ts";
import { Command, Help } from "commander";
import { nearestName } from "../config/shape/nearest-name.ts";
import { defaultStack } from "../stack-command.ts";
import { loadCommands } from "./load-commands.ts";

/** The whole command line, ready to parse. Commands that wait end when the signal is aborted. */
export async function createProgram(signal: AbortSignal): Promise<Command> {
  const program = new Command("hearth")
    .description(
      "Builds and runs a private AI cluster on a few home machines, or in containers on this one (the stack lab).",
    )
    .version(version)
    .option("-s, --stack <name>", "the stack to work on", defaultStack())
    .option("--json", "print the result as JSON on stdout")
    .showHelpAfterError("(run the command with --help for examples)")
    // An alias is a command's former name. It still works, but help shows only the present one.
    .configureHelp({
      showGlobalOptions: true,
      subcommandTerm: (command) => withoutAlias(command, new Help().subcommandTerm(command)),
      commandUsage: (command) => withoutAlias(command, new Help().commandUsage(command)),
    })
    .exitOverride();
  for (const register of await loadCommands()) register(program, signal);
  program.on("command:*", ([word = ""]: readonly string[]) => unknownCommand(program, word));
  return program;
}

/** Ends the program as commander does, and also knows the words that stand behind another: `explain` is `config explain`. */
function unknownCommand(program: Command, word: string): never {
  const behind = program.commands
    .filter(({ commands }) => commands.some((command) => command.name() === word))
    .map((command) => `${command.name()} ${word}`);
  const nearest = nearestName(
    word,
    program.commands.map((command) => command.name()),
  );
  const meant = behind.length > 0 ? behind : nearest === undefined ? [] : [nearest];
  const question = meant.length === 0 ? "" : `\n(Did you mean ${meant.map((text) => `hearth ${text}`).join(" or ")}?)`;
  return program.error(`error: unknown command '${word}'${question}`, { code: "commander.unknownCommand" });
}

const withoutAlias = (command: Command, term: string): string =>
  command.aliases().reduce((text, alias) => text.replace(`|${alias}`, ""), term);
