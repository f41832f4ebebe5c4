import type { Command, Option } from "commander";
import { argumentValues, optionValues, type ValueKind } from "./values.ts";

/** What can follow one command on the command line. */
export interface CommandWords {
  /** The command's words after `hearth`: `""`, `"keys"`, `"keys create"`. */
  readonly route: string;
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  /** Its own options, those of the commands above it, and `--help`. */
  readonly options: readonly CompletedOption[];
  /** Words that an argument is chosen from. */
  readonly choices: readonly string[];
  /** Whose names an argument may be. */
  readonly values: readonly ValueKind[];
  /** Whether it takes a free argument, which may be a file. */
  readonly takesFreeArgument: boolean;
}

export interface CompletedOption {
  /** `["-s", "--stack"]` */
  readonly flags: readonly string[];
  readonly about: string;
  readonly takesValue: boolean;
  /** Empty if any value is allowed. */
  readonly choices: readonly string[];
  /** Whose names its value may be. */
  readonly values: readonly ValueKind[];
}

/** A program and all commands below it, each with what can follow it. */
export function commandTree(program: Command): readonly CommandWords[] {
  return describe(program, "", []);
}

function describe(command: Command, route: string, inherited: readonly CompletedOption[]): readonly CommandWords[] {
  const help = command.createHelp();
  const own = help.visibleOptions(command).map((option) => completedOption(option, route));
  const options = [...own, ...inherited.filter(({ flags }) => !own.some((option) => shareFlag(option.flags, flags)))];
  const below = help.visibleCommands(command).filter((child) => command.commands.includes(child));
  return [
    {
      route,
      commands: below.map((child) => ({ name: child.name(), about: help.subcommandDescription(child) })),
      options,
      choices: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
      values: argumentValues[route] ?? [],
      takesFreeArgument: command.registeredArguments.some(({ argChoices }) => argChoices === undefined),
    },
    // `--version` belongs to the program alone; all its other options may follow any command.
    ...below.flatMap((child) =>
      describe(
        child,
        [route, child.name()].filter(Boolean).join(" "),
        options.filter(({ flags }) => !flags.includes("--version")),
      ),
    ),
  ];
}

const completedOption = (option: Option, route: string): CompletedOption => ({
  flags: [option.short, option.long].filter((flag) => flag !== undefined),
  about: option.description,
  takesValue: option.required || option.optional,
  choices: option.argChoices ?? [],
  values: optionValues[`${route} ${option.long ?? ""}`.trim()] ?? [],
});

const shareFlag = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((flag) => others.includes(flag));
