import { visit, type Alias, type Document } from "yaml";
import type { TextProblem } from "./text-problem.ts";

/** Far more than a person writes; `yaml` counts what an alias expands to, so a nested bomb exceeds it at once. */
const maximumAliases = 100;

/** The document as plain data with its aliases expanded; problems if that is impossible or would exceed the limit. */
export function expandAliases(document: Document): { value: unknown; problems: readonly TextProblem[] } {
  const aliases: { alias: Alias; ancestors: readonly unknown[] }[] = [];
  visit(document, {
    Alias(_key, alias, ancestors) {
      aliases.push({ alias, ancestors });
    },
  });
  const offset = aliases[0]?.alias.range?.[0] ?? 0;
  if (aliases.length > maximumAliases) return { value: undefined, problems: [bomb(offset)] };
  const problems = aliases.flatMap(({ alias, ancestors }) => {
    const target = alias.resolve(document);
    if (target !== undefined && !ancestors.includes(target)) return [];
    return [unresolved(alias, target === undefined ? "has no anchor" : "stands inside its own anchor")];
  });
  if (problems.length > 0) return { value: undefined, problems };
  try {
    return { value: document.toJS({ maxAliasCount: maximumAliases }), problems };
  } catch {
    return { value: undefined, problems: [bomb(offset)] };
  }
}

const bomb = (offset: number): TextProblem => ({
  rule: "alias-bomb",
  offset,
  what: `has aliases that stand for more than ${maximumAliases} values`,
  hint: "put what nodes share into `groups`",
});

const unresolved = ({ source, range }: Alias, why: string): TextProblem => ({
  rule: "unknown-alias",
  offset: range?.[0] ?? 0,
  what: `the alias \`*${source}\` ${why}`,
  hint: `write the value out, or put \`&${source}\` before it further up`,
});
