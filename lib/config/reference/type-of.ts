import type { JsonSchema } from "./json-schema.ts";

/** The type of a value in a few words: "`inventory` or `lab`", "whole number, at least 128", "list of names". */
export function typeOf(schema: JsonSchema): string {
  const names = [...new Set(namesOf(schema))];
  return [anyOf(names), rangeOf(schema)].filter((part) => part !== "").join(", ");
}

/** In the singular. */
function namesOf(schema: JsonSchema): readonly string[] {
  const { typeName, const: constant, enum: choice, items, format } = schema;
  if (typeName !== undefined) return [typeName];
  const forms = schema.oneOf ?? schema.anyOf;
  if (forms !== undefined) return forms.flatMap(namesOf);
  if (constant !== undefined) return [`\`${constant}\``];
  if (choice !== undefined) return choice.map((value) => `\`${value}\``);
  switch (schema.type) {
    case "integer":
      return ["whole number"];
    case "number":
      return ["number"];
    case "boolean":
      return ["`true`", "`false`"];
    case "object":
      return ["mapping"];
    case "string":
      return [format === undefined ? "text" : (formats[format] ?? "text")];
    case "array": {
      const inner = items === undefined || typeof items === "boolean" || Array.isArray(items) ? {} : items;
      return [`list of ${anyOf([...new Set(namesOf(inner))].map(plural))}`];
    }
    case undefined:
    case "null":
    default:
      return ["any value"];
  }
}

const formats: Readonly<Record<string, string>> = {
  uri: "web address",
  ipv4: "IP address",
  ipv6: "IP address",
  cidrv4: "network",
  cidrv6: "network",
};

/** "a", "a or b", "a, b or c". */
const anyOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;

function plural(name: string): string {
  if (name.startsWith("`")) return name;
  return /(s|x)$/.test(name) ? `${name}es` : `${name}s`;
}

/** Leaves out the safe-integer limits of Zod's whole numbers, which mean nothing to a reader, and a port's, which are well known. */
function rangeOf({ type, typeName, minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  if (typeName !== undefined) return "";
  const above = typeof exclusiveMinimum === "number" ? exclusiveMinimum : undefined;
  const least = type === "integer" && above !== undefined ? above + 1 : minimum;
  const from = least !== undefined && least > Number.MIN_SAFE_INTEGER ? least : undefined;
  const to = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  if (from !== undefined && to !== undefined) return `${from} to ${to}`;
  if (from !== undefined) return `at least ${from}`;
  const more = above === undefined ? "" : `more than ${above}`;
  return [more, to === undefined ? "" : `at most ${to}`].filter((part) => part !== "").join(", ");
}
