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

/** A script for zsh: a file `_hearth` in its `fpath`, or to source after `compinit`. */
export function zshCompletion(tree: readonly CommandWords[], root: string): string {
  const described = (words: (command: CommandWords) => readonly (readonly [string, string])[]): string =>
    tree
      .map((command) => ({ route: command.route, words: words(command) }))
      .filter(({ words }) => words.length > 0)
      .map(
        ({ route, words }) =>
          `      (${quote(route)}) items=(\n${words.map(([word, about]) => `        ${quote(about === "" ? word : `${word}:${about}`)}`).join("\n")}\n      ) ;;`,
      )
      .join("\n");
  return `#compdef hearth
# Completion of hearth for zsh, made by: hearth completion zsh
${namesFunction(root)}
_hearth() {
  local stack='' flag='' route='' skip='' word current=\${words[CURRENT]} before=\${words[CURRENT - 1]}
  local -i index
  local -a items
  for ((index = 2; index < CURRENT; index++)); do
    word=\${words[index]}
    if [[ -n $skip ]]; then
      skip=''
      case $flag in (-s|--stack) stack=$word ;; esac
      continue
    fi
    if [[ $word == -- ]]; then _files; return; fi
    case $route:$word in
      (${optionsWithValue(tree).join("|")}) skip=1 flag=$word ;;
    esac
    case \${route:+$route }$word in
      (${routes(tree).join("|")}) route="\${route:+$route }$word" ;;
    esac
  done
  if [[ -n $skip ]]; then
    case $route:$before in
${choicesOfOptions(tree)
  .map(({ pattern, choices }) => `      (${pattern}) items=(${choices.map(quote).join(" ")}) ;;`)
  .join("\n")}
${valuesOfOptions(tree)
  .map(({ pattern, values }) => `      (${pattern}) items=(\${(f)"$(_hearth_names ${values.join(" ")})"}) ;;`)
  .join("\n")}
      (*) _files; return ;;
    esac
    compadd -a items
  elif [[ $current == -* ]]; then
    case $route in
${described(({ options }) => options.flatMap(({ flags, about }) => flags.map((flag) => [flag, about] as const)))}
    esac
    _describe -o option items
  else
    case $route in
${described(({ commands, choices }) => [
  ...commands.map(({ name, about }) => [name, about] as const),
  ...choices.map((choice) => [choice, ""] as const),
])}
${valuesOfArguments(tree)
  .map(
    ({ pattern, values }) => `      (${pattern}) compadd -- \${(f)"$(_hearth_names ${values.join(" ")})"}; return ;;`,
  )
  .join("\n")}
      (*) _files; return ;;
    esac
    _describe command items
  fi
}
if [[ \${funcstack[1]} == _hearth ]]; then _hearth "$@"; else compdef _hearth hearth; fi
`;
}
