import { quote } from "../../steps/quote.ts";
import type { CommandWords } from "./command-tree.ts";
import {
  choicesOfOptions,
  namesFunction,
  optionsWithValue,
  routes,
  valuesOfArguments,
  valuesOfOptions,
} from "./patterns.ts";

/** A script for bash to source; it needs no other package. */
export function bashCompletion(tree: readonly CommandWords[], root: string): string {
  const candidates = (words: (command: CommandWords) => readonly string[]): string =>
    tree
      .map((command) => ({ route: command.route, words: words(command) }))
      .filter(({ words }) => words.length > 0)
      .map(({ route, words }) => `      ${quote(route)}) candidates=${quote(words.join(" "))} ;;`)
      .join("\n");
  return `# Completion of hearth for bash, made by: hearth completion bash
${namesFunction(root)}
_hearth() {
  local stack= flag= route= skip= candidates= word index current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    if [[ $word == '=' ]]; then skip=1; continue; fi
    if [[ -n $skip ]]; then
      skip=
      case $flag in -s | --stack) stack=$word ;; esac
      continue
    fi
    if [[ $word == -- ]]; then compopt -o default 2>/dev/null; return 0; fi
    case $route:$word in
      ${optionsWithValue(tree).join(" | ")}) skip=1 flag=$word ;;
    esac
    case \${route:+$route }$word in
      ${routes(tree).join(" | ")}) route=\${route:+$route }$word ;;
    esac
  done
  if [[ -n $skip ]]; then
    case $route:$before in
${choicesOfOptions(tree)
  .map(({ pattern, choices }) => `      ${pattern}) candidates=${quote(choices.join(" "))} ;;`)
  .join("\n")}
${valuesOfOptions(tree)
  .map(({ pattern, values }) => `      ${pattern}) candidates=$(_hearth_names ${values.join(" ")}) ;;`)
  .join("\n")}
      *) compopt -o default 2>/dev/null ;;
    esac
  elif [[ $current == -* ]]; then
    case $route in
${candidates(({ options }) => options.flatMap(({ flags }) => flags))}
    esac
  else
    case $route in
${candidates(({ commands, choices }) => [...commands.map(({ name }) => name), ...choices])}
${valuesOfArguments(tree)
  .map(({ pattern, values }) => `      ${pattern}) candidates=$(_hearth_names ${values.join(" ")}) ;;`)
  .join("\n")}
      ${freeRoutes(tree)}) compopt -o default 2>/dev/null ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$current")
}
complete -F _hearth hearth
`;
}

/** Commands whose argument may be a file. */
const freeRoutes = (tree: readonly CommandWords[]): string =>
  tree
    .filter(
      ({ takesFreeArgument, commands, choices, values }) =>
        takesFreeArgument && commands.length + choices.length + values.length === 0,
    )
    .map(({ route }) => quote(route))
    .join(" | ");
