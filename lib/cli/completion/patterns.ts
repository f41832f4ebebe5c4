import { quote } from "../../steps/quote.ts";
import type { CommandWords } from "./command-tree.ts";

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

/** Options whose value is one of a few words. */
export const choicesOfOptions = (
  tree: readonly CommandWords[],
): readonly { readonly pattern: string; readonly choices: readonly string[] }[] =>
  tree.flatMap(({ route, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .flatMap(({ flags, choices }) => flags.map((flag) => ({ pattern: quote(`${route}:${flag}`), choices }))),
  );
