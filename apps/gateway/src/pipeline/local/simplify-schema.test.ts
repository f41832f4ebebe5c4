import { expect, test } from "vitest";
import { safePattern } from "./safe-pattern.ts";
import { SchemaSimplifier, type Schema } from "./simplify-schema.ts";

const simplify = (schema: Schema): Schema => new SchemaSimplifier().simplify(schema, "tools");
const withProperty = (property: unknown, more: Schema = {}): Schema => ({
  type: "object",
  properties: { a: property },
  required: ["a"],
  ...more,
});

/** Each made llama-server b10068 refuse the request, or hang. */
test.each<[string, unknown, unknown]>([
  ["Claude Code's maxLength", { type: "string", maxLength: 524_288 }, { type: "string" }],
  ["a minLength too long", { type: "string", minLength: 2_000 }, { type: "string" }],
  ["a length from 5 to 2", { type: "string", minLength: 5, maxLength: 2 }, { type: "string" }],
  ["lengths that are no numbers", { type: "string", minLength: -1, maxLength: "5" }, { type: "string" }],
  [
    "too many items",
    { type: "array", maxItems: 1_000, items: { type: "null" } },
    { type: "array", items: { type: "null" } },
  ],
  ["a pattern with \\p", { type: "string", pattern: String.raw`^[^\p{Cc}]+$` }, { type: "string" }],
  ["nested repetitions", { type: "string", pattern: "^((a{0,199}){0,199}){0,199}$" }, { type: "string" }],
  ["propertyNames", { type: "object", propertyNames: { pattern: "^a" } }, { type: "object" }],
  ["a reference to the root", { $ref: "#" }, {}],
  ["a reference to nothing", { $ref: "#/$defs/none" }, {}],
  ["a reference elsewhere", { $ref: "https://x.invalid/s" }, {}],
  ["a reference to itself", { $ref: "#/properties/a" }, {}],
  ["true as a schema", true, {}],
  ["a text as a schema", "string", {}],
  ["items that are true", { type: "array", items: true }, { type: "array" }],
  ["an unknown type", { type: "file", description: "x" }, { description: "x" }],
  ["no type of a list", { type: [] }, {}],
  ["no alternatives", { anyOf: [] }, {}],
  ["thousands of values", { enum: Array.from({ length: 5_000 }, (_, index) => `v${index}`) }, {}],
  ["a bound too high", { type: "integer", minimum: 1e30 }, { type: "integer" }],
  ["a bound that is a text", { type: "integer", minimum: "0" }, { type: "integer" }],
  ["properties that are none", { type: "object", properties: "x" }, { type: "object" }],
])("%s is left out", (_what, property, expected) => {
  expect(simplify(withProperty(property))).toEqual(withProperty(expected));
  const nested = (inner: unknown): Schema => ({ type: "array", items: { anyOf: [withProperty(inner)] } });
  if (typeof property === "object" && !JSON.stringify(property).includes("#/properties")) {
    expect(simplify(nested(property))).toEqual(nested(expected));
  }
});

test("what llama-server takes stays the same object", () => {
  const tree = { type: "object", properties: { nodes: { type: "array", items: { $ref: "#/$defs/tree" } } } };
  const schema = withProperty(
    {
      anyOf: [{ type: ["string", "null"], minLength: 1, maxLength: 1_999 }, { enum: ["a", 1, null] }, { const: "x" }],
      description: "any",
      default: [1],
    },
    { $defs: { tree }, additionalProperties: false, allOf: [{ $ref: "#/$defs/tree" }] },
  );
  expect(simplify(schema)).toBe(schema);
});

test("references in a circle are cut once", () => {
  const schema = { $defs: { a: { $ref: "#/$defs/b" }, b: { anyOf: [{ $ref: "#/$defs/a" }] } }, $ref: "#/$defs/a" };
  expect(simplify(schema)).toEqual({ $defs: { a: {}, b: { anyOf: [{}] } }, $ref: "#/$defs/a" });
});

test("schemas that are too large are refused, with the field", () => {
  const many = (count: number): Schema => ({
    properties: Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, {}])),
  });
  expect(() => simplify(many(301))).toThrow("Invalid value for 'tools': the schema is too large");
  const simplifier = new SchemaSimplifier();
  expect(() => {
    for (let time = 0; time < 40; time += 1) simplifier.simplify(many(300), "tools[0]");
  }).toThrow("at most 10000 schemas in a request");
});

test.each([
  ["^[a-z]{1,32}-[0-9]+$", "^[a-z]{1,32}-[0-9]+$"],
  ["^(asc|desc)$", "^(asc|desc)$"],
  ["^(?:a|b)$", "^(?:a|b)$"],
  [String.raw`^\d{4}-\d{2}$`, "^[0-9]{4}-[0-9]{2}$"],
  [String.raw`^[\w.]+@[\d.]+$`, "^[A-Za-z0-9_.]+@[0-9.]+$"],
  [String.raw`^a\.b\/c$`, "^a[.]b[/]c$"],
])("the pattern %s becomes %s", (pattern, expected) => {
  expect(safePattern(pattern)).toBe(expected);
});

test.each([
  "abc",
  "^(a+)+$",
  "^(a|b)*$",
  `^${"a?".repeat(20)}$`,
  "^a{0,3000}$",
  "^a{0,300}$",
  "^a{5,2}$",
  "^(?!a).*$",
  String.raw`^\bx$`,
  String.raw`^\p{L}$`,
  "^[$",
  "^(($",
  `^${"(".repeat(60_000)}$`,
  "^((((a))))$",
  String.raw`^a\$`,
  7,
])("the pattern %s is left out", (pattern) => {
  expect(safePattern(pattern)).toBeUndefined();
});
