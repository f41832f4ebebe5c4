import type { CommandWords, CompletedOption } from "./command-tree.ts";
import { optionsWithValue, routes } from "./patterns.ts";

/** A script for fish to source, or a file in its folder of completions. */
export function fishCompletion(tree: readonly CommandWords[]): string {
  return `# Completion of hearth for fish, made by: hearth completion fish
# Whether the words before the cursor lead to this command.
function __hearth_at
    set -l route ''
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch "$route:$word"
            case ${optionsWithValue(tree).join(" ")}
                set skip 1
        end
        set -l longer (string trim -- "$route $word")
        if contains -- "$longer" ${routes(tree).join(" ")}
            set route $longer
        end
    end
    test "$route" = "$argv[1]"
end
complete -c hearth -e
${tree.flatMap(linesOf).join("\n")}
`;
}

function linesOf({ route, commands, options, choices, takesFreeArgument }: CommandWords): readonly string[] {
  const at = `complete -c hearth -n ${fishQuote(`__hearth_at ${fishQuote(route)}`)}`;
  return [
    ...(takesFreeArgument ? [] : [`${at} -f`]),
    ...commands.map(({ name, about }) => `${at} -a ${fishQuote(name)} -d ${fishQuote(about)}`),
    ...choices.map((choice) => `${at} -a ${fishQuote(choice)}`),
    ...options.map((option) => `${at} ${optionOf(option)}`),
  ];
}

function optionOf({ flags, about, takesValue, choices }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = choices.length > 0 ? ` -x -a ${fishQuote(choices.join(" "))}` : takesValue ? " -r" : "";
  return `${names.join(" ")}${value} -d ${fishQuote(about)}`;
}

/** Inside single quotes fish reads a backslash before a quote or a backslash. */
const fishQuote = (text: string): string =>
  `'${text.replaceAll("\\", String.raw`\\`).replaceAll("'", String.raw`\'`)}'`;
