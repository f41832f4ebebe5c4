import { parseArgs } from "node:util";
import { UsageError, type Option } from "./option.ts";

/** The values by the names of their options. */
export type ValuesOf<T> = { readonly [Name in keyof T]: T[Name] extends Option<infer Value> ? Value : never };

/** Reads a command line; an option that is repeated counts as one with commas. Throws UsageError. */
export function readOptions<T extends Readonly<Record<string, Option<unknown>>>>(
  options: T,
  args: readonly string[],
): ValuesOf<T> {
  const given = parse(options, args);
  const values = Object.entries(options).map(([name, option]) => {
    try {
      return [name, option.read([given[name] ?? option.default].join())];
    } catch (thrown) {
      if (thrown instanceof UsageError) throw new UsageError(`--${name} ${thrown.message}`);
      throw thrown;
    }
  });
  return Object.fromEntries(values) as ValuesOf<T>;
}

type Given = Readonly<Record<string, boolean | string | readonly (boolean | string)[] | undefined>>;

function parse(options: Readonly<Record<string, Option<unknown>>>, args: readonly string[]): Given {
  const known = Object.entries(options).map(
    ([name, { type }]) => [name, type === "boolean" ? { type } : { type, multiple: true }] as const,
  );
  try {
    return parseArgs({ args: [...args], options: Object.fromEntries(known) }).values;
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    throw new UsageError(thrown.message.split(/\.\s/)[0] ?? thrown.message);
  }
}
