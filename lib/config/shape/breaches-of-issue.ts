import type { z } from "zod";
import type { RuleParams } from "./fields.ts";
import { quoted } from "../read/quoted.ts";
import type { Breach, Path } from "../read/finding.ts";
import { knownKeys } from "./known-keys.ts";
import { suggestion } from "./nearest-name.ts";
import { valueAt } from "../read/value-at.ts";

/** The rules of shape, apart from those of single fields. */
export const shapeRules = ["unknown-key", "missing-key", "wrong-type", "wrong-choice", "out-of-range"] as const;

interface Context {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
}

/** A zod issue in words for people: one breach, or one for each unknown key. */
export function breachesOfIssue(issue: z.core.$ZodIssue, { schema, value }: Context): readonly Breach[] {
  const path: Path = issue.path.map((segment) => (typeof segment === "symbol" ? String(segment) : segment));
  const found = valueAt(value, path);
  const breach = (rule: (typeof shapeRules)[number], what: string, hint: string): readonly Breach[] => [
    { rule, path, what, hint },
  ];
  // A schema's message may contain the hint after a semicolon: `is not a time zone; write one such as Europe/Berlin`.
  const ownWords = (message: string): readonly Breach[] => {
    const [what = message, hint = "see docs/inventory.md"] = message.split(/; (.*)/s);
    return breach("wrong-choice", what, hint);
  };
  if (found === undefined && path.length > 0 && issue.code !== "custom") {
    return breach("missing-key", "is missing", "add it; docs/inventory.md says what it means");
  }
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = knownKeys(schema, { path, value });
      return issue.keys.map((key) => ({
        rule: "unknown-key",
        path: [...path, key],
        on: "key",
        what: "is not a known key here",
        hint: suggestion(key, known),
      }));
    }
    case "invalid_key": {
      const key = { schema, value: path.at(-1) };
      return issue.issues
        .flatMap((inner) => breachesOfIssue(inner, key))
        .map((inner) => ({ ...inner, path, on: "key" }));
    }
    case "invalid_type":
      if (/; write a number and a unit/.test(issue.message)) {
        const [what = "", hint = ""] = issue.message.split(/; (.*)/s);
        return breach("wrong-type", `${describe(found)} ${what}`, hint);
      }
      return breach(
        "wrong-type",
        `expected ${typeNames[issue.expected] ?? issue.expected}, found ${describe(found)}`,
        howToWrite[issue.expected] ?? "see docs/inventory.md",
      );
    case "invalid_value":
      return breach(
        "wrong-choice",
        `${describe(found)} is not possible here`,
        suggestion(String(found), issue.values.map(String)),
      );
    case "invalid_union": {
      if (!("options" in issue) && issue.message !== noOwnWords) return ownWords(issue.message);
      const forms =
        "options" in issue ? suggestion(String(found), (issue.options ?? []).map(String)) : "see docs/inventory.md";
      return breach("wrong-choice", `${describe(found)} is not possible here`, forms);
    }
    case "too_small":
      return breach(
        "out-of-range",
        `${describe(found)} is too little`,
        `use at least ${issue.minimum}${unitOf(issue.origin, issue.minimum)}`,
      );
    case "too_big":
      return breach(
        "out-of-range",
        `${describe(found)} is too much`,
        `use at most ${issue.maximum}${unitOf(issue.origin, issue.maximum)}`,
      );
    case "custom": {
      const params = issue.params as RuleParams | undefined;
      return params === undefined ? ownWords(issue.message) : [{ path, what: issue.message, ...params }];
    }
    case "invalid_format":
    case "invalid_element":
    case "not_multiple_of":
      return ownWords(issue.message);
  }
}

/** Zod's message for a union without one of its own. */
const noOwnWords = "Invalid input";

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a mapping",
  record: "a mapping",
  array: "a list",
};

const howToWrite: Readonly<Record<string, string>> = {
  string: "put it in quotes",
  number: "write a number, without quotes",
  int: "write a whole number, without quotes",
  boolean: "write true or false, without quotes",
  object: "write `key: value` lines, indented",
  record: "write `key: value` lines, indented",
  array: "write one `- item` a line, or `[a, b]`",
};

/** What a limit of zod's counts. */
function unitOf(origin: string, count: number | bigint): string {
  const plural = Number(count) === 1 ? "" : "s";
  if (origin === "string") return ` character${plural}`;
  return origin === "array" ? ` item${plural}` : "";
}

/** A value of the file in a few words. */
function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") return `the text ${quoted(value)}`;
  return typeof value === "number" ? `the number ${value}` : JSON.stringify(value);
}
