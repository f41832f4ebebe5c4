import { quote } from "../../steps/quote.ts";
import type { CommandWords } from "./command-tree.ts";
import type { ValueKind } from "./values.ts";

/* Patterns for the shells' `case`, quoted so that bash, zsh and fish all read them. */

/** Every command but the program itself. */
export const routes = (tree: readonly CommandWords[]): readonly string[] =>
  tree.filter(({ route }) => route !== "").map(({ route }) => quote(route));

/** `route:flag` of every option whose value is the next word. */
export const optionsWithValue = (tree: readonly CommandWords[]): readonly string[] =>
  tree.flatMap(({ route, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ flags }) => flags.map((flag) => quote(`${route}:${flag}`))),
  );

/** Options whose value is a name that is known. */
export const valuesOfOptions = (
  tree: readonly CommandWords[],
): readonly { readonly pattern: string; readonly values: readonly ValueKind[] }[] =>
  tree.flatMap(({ route, options }) =>
    options
      .filter(({ values }) => values.length > 0)
      .flatMap(({ flags, values }) => flags.map((flag) => ({ pattern: quote(`${route}:${flag}`), values }))),
  );

/** Commands whose argument is a name that is known. */
export const valuesOfArguments = (
  tree: readonly CommandWords[],
): readonly { readonly pattern: string; readonly values: readonly ValueKind[] }[] =>
  tree.filter(({ values }) => values.length > 0).map(({ route, values }) => ({ pattern: quote(route), values }));

/**
 * A function of bash and zsh that prints names of some kinds, of the stack in `stack`: Hearth itself would take too long to start. The
 * checkout is where this script was made.
 */
export const namesFunction = (root: string): string => `_hearth_names() {
  local kind file root=${quote(root)} stack=\${stack:-\${HEARTH_STACK:-lab}}
  case $stack in (*[!a-z0-9-]*) return 0 ;; esac
  for kind in "$@"; do
    if [ "$kind" = stacks ]; then
      ls "$root/stacks" 2>/dev/null | sed -n 's/^\\([a-z][a-z0-9-]*\\)\\.inventory\\.yaml$/\\1/p'
    else
      cat "$root/.hearth/$stack/names/$kind" 2>/dev/null
    fi
  done
}`;

/** Options whose value is one of a few words. */
export const choicesOfOptions = (
  tree: readonly CommandWords[],
): readonly { readonly pattern: string; readonly choices: readonly string[] }[] =>
  tree.flatMap(({ route, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .flatMap(({ flags, choices }) => flags.map((flag) => ({ pattern: quote(`${route}:${flag}`), choices }))),
  );
