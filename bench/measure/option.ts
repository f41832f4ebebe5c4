/** What was wrong with the command line, as one line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface Option<T> {
  readonly type: "boolean" | "string";
  readonly default: boolean | string;
  /** Of its text; throws UsageError, which says what it has to be and not its name. */
  readonly read: (text: string) => T;
}

export const flag: Option<boolean> = { type: "boolean", default: false, read: (text) => text === "true" };

/** A number from `least` on. */
export const number = (text: string, least: number): Option<number> => ({
  type: "string",
  default: text,
  read: (given) => atLeast(given, least),
});

/** Whole numbers from `least` on, separated by commas. */
export const wholeNumbers = (text: string, least: number): Option<readonly number[]> => ({
  type: "string",
  default: text,
  read: (given) => given.split(",").map((part) => whole(part, least)),
});

export const wholeNumber = (text: string, least: number): Option<number> => ({
  type: "string",
  default: text,
  read: (given) => whole(given, least),
});

/** Some of these names, separated by commas; all of them where nothing is given. In the order of `names`. */
export const someOf = <T extends string>(names: readonly T[]): Option<readonly T[]> => ({
  type: "string",
  default: names.join(","),
  read: (given) => {
    const asked = given.split(",");
    const unknown = asked.find((name) => !names.some((known) => known === name));
    if (unknown !== undefined) throw new UsageError(`must be of ${names.join(", ")}, not '${unknown}'`);
    return names.filter((name) => asked.includes(name));
  },
});

function whole(text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least) return value;
  throw new UsageError(`must be a whole number from ${least}, not '${text}'`);
}

function atLeast(text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= least) return value;
  throw new UsageError(`must be a number from ${least}, not '${text}'`);
}
