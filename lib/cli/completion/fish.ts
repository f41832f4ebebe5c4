import type { CommandWords, CompletedOption } from "./command-tree.ts";
import { optionsWithValue, routes } from "./patterns.ts";

/** A script for fish to source, or a file in its folder of completions. */
export function fishCompletion(tree: readonly CommandWords[], root: string): string {
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
# Names of some kinds, of the stack on the line; Hearth itself would take too long to start.
function __hearth_names
    set -l root ${fishQuote(root)}
    set -l stack lab
    set -q HEARTH_STACK; and set stack $HEARTH_STACK
    set -l words (commandline -opc)
    for index in (seq 2 (count $words))
        if contains -- $words[(math $index - 1)] -s --stack
            set stack $words[$index]
        end
    end
    string match -qr '^[a-z0-9-]+$' -- $stack; or return 0
    for kind in $argv
        if test $kind = stacks
            string replace -rf '.*/([a-z][a-z0-9-]*)\.inventory\.yaml$' '$1' -- $root/stacks/*.inventory.yaml
        else
            cat $root/.hearth/$stack/names/$kind 2>/dev/null
        end
    end
end
complete -c hearth -e
${tree.flatMap(linesOf).join("\n")}
`;
}

function linesOf({ route, commands, options, choices, values, takesFreeArgument }: CommandWords): readonly string[] {
  const at = `complete -c hearth -n ${fishQuote(`__hearth_at ${fishQuote(route)}`)}`;
  return [
    ...(takesFreeArgument && values.length === 0 ? [] : [`${at} -f`]),
    ...(values.length === 0 ? [] : [`${at} -a ${fishQuote(`(__hearth_names ${values.join(" ")})`)}`]),
    ...commands.map(({ name, about }) => `${at} -a ${fishQuote(name)} -d ${fishQuote(about)}`),
    ...choices.map((choice) => `${at} -a ${fishQuote(choice)}`),
    ...options.map((option) => `${at} ${optionOf(option)}`),
  ];
}

function optionOf({ flags, about, takesValue, choices, values }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const named = values.length > 0 ? ` -x -a ${fishQuote(`(__hearth_names ${values.join(" ")})`)}` : undefined;
  const value = named ?? (choices.length > 0 ? ` -x -a ${fishQuote(choices.join(" "))}` : takesValue ? " -r" : "");
  return `${names.join(" ")}${value} -d ${fishQuote(about)}`;
}

/** Inside single quotes fish reads a backslash before a quote or a backslash. */
const fishQuote = (text: string): string =>
  `'${text.replaceAll("\\", String.raw`\\`).replaceAll("'", String.raw`\'`)}'`;
