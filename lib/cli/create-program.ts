import { parseArgs } from "node:util";
import { version } from "@hearth/kernel/version.ts";
import { Command, Help } from "commander";
import { nearestName } from "../config/shape/nearest-name.ts";
import { commandGroups } from "./command-groups.ts";
import { helpTopics } from "./help-topics.ts";
import { defaultStack } from "../stack-command.ts";
import { otherWords } from "./other-words.ts";
import { loadCommands } from "./load-commands.ts";

/**
 * The command line, ready to parse: with all commands, or with the one that `words`, the command line's, begin with. Commands that
 * wait end when the signal is aborted.
 */
export async function createProgram(signal: AbortSignal, words: readonly string[] = []): Promise<Command> {
  const program = new Command("hearth");
  program
    .description(
      "Builds and runs a private AI cluster on a few home machines, or in containers on this one (the stack lab).",
    )
    .version(version)
    .option("-s, --stack <name>", "the stack to work on", defaultStack())
    .option("--json", "print the result as JSON on stdout")
    .option("--wide", "do not cut tables to fit")
    .helpCommand(false)
    .usage("[options] COMMAND")
    .configureOutput({
      outputError: (text, write) => write(plainError(text)),
      getOutHelpWidth: helpWidth,
      getErrHelpWidth: helpWidth,
    })
    .showHelpAfterError("(see its options and examples with --help)")
    .addHelpText("after", () => `\n${topicList()}\n\nStart with: hearth help start`)
    // An alias is a command's former name. It still works, but help shows only the present one.
    .configureHelp({
      showGlobalOptions: true,
      minWidthToWrap: 24,
      subcommandTerm: (command) =>
        command.parent === program ? command.name() : withoutAlias(command, new Help().subcommandTerm(command)),
      commandUsage: (command) => withoutAlias(command, new Help().commandUsage(command)),
    })
    .exitOverride();
  for (const register of await loadCommands(firstWord(words))) register(program, signal);
  group(program);
  program.on("command:*", ([word = ""]: readonly string[]) => unknownCommand(program, word));
  return program;
}

/** The first word that is not an option. Mistakes are left to the real parser. */
function firstWord(words: readonly string[]): string | undefined {
  const options = { stack: { type: "string", short: "s" } } as const;
  return parseArgs({ args: [...words], options, strict: false, allowPositionals: true }).positionals[0];
}

/** Ends the program as commander does, and also knows the words that stand behind another: `explain` is `config explain`. */
function unknownCommand(program: Command, word: string): never {
  const behind = program.commands
    .filter(({ commands }) => commands.some((command) => command.name() === word))
    .map((command) => `${command.name()} ${word}`);
  const names = program.commands.map((command) => command.name());
  // Of two letters, one changed makes another word: `ui` is not a misspelt `up`.
  const nearest = word.length < 3 ? undefined : nearestName(word, names);
  const other = Object.hasOwn(otherWords, word) ? otherWords[word] : undefined;
  const likely = other ?? nearest;
  const meant = behind.length > 0 && other === undefined ? behind : likely === undefined ? [] : [likely];
  const question = meant.length === 0 ? "" : `\n(Did you mean ${meant.map((text) => `hearth ${text}`).join(" or ")}?)`;
  return program.error(`error: unknown command '${word}'${question}`, { code: "commander.unknownCommand" });
}

const withoutAlias = (command: Command, term: string): string =>
  command.aliases().reduce((text, alias) => text.replace(`|${alias}`, ""), term);

/** Puts the commands under their headings, in the order of the groups. */
function group(program: Command): void {
  const order = commandGroups.flatMap(({ commands }) => commands);
  const rank = (command: Command): number => (order.indexOf(command.name()) + order.length + 1) % (order.length + 1);
  (program.commands as Command[]).sort((one, other) => rank(one) - rank(other));
  for (const command of program.commands) {
    const found = commandGroups.find(({ commands }) => commands.includes(command.name()));
    if (found !== undefined) command.helpGroup(found.heading);
  }
}

const topicList = (): string =>
  ["Topics, for hearth help TOPIC:", ...helpTopics.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`)].join(
    "\n",
  );

/** As wide as the terminal, but no wider than a person reads with ease. COLUMNS is for programs without a terminal. */
function helpWidth(): number {
  const columns = Number(process.env["COLUMNS"]) || process.stdout.columns || 80;
  return Math.min(Math.max(columns, 40), 110);
}

/** Commander's words for a value that an option or an argument does not take, in ours. */
export const plainError = (text: string): string =>
  text
    .replace(/^error: option '([^']*)' argument '(.*)' is invalid\. /, (_, flags: string, value: string) => {
      const name = /--[\w-]+/.exec(flags)?.[0] ?? flags;
      return `error: ${name} does not take '${value}'. `;
    })
    .replace(
      /^error: command-argument value '(.*)' is invalid for argument '(.*)'\. /,
      "error: '$1' cannot be the $2. ",
    )
    .replace(/\. ([a-z])/, (_, letter: string) => `. ${letter.toUpperCase()}`);
