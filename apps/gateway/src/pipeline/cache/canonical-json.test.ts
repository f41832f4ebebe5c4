import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

test("fields are sorted at every depth, lists are not", () => {
  expect(canonicalJson({ b: [2, { d: null, c: "é\n" }], a: true, gone: undefined })).toBe(
    '{"a":true,"b":[2,{"c":"é\\n","d":null}]}',
  );
});

test("a value nested deeper than any real request has no canonical form and does not overflow the stack", () => {
  const deep = JSON.parse("[".repeat(100_000) + "]".repeat(100_000)) as unknown;
  expect(canonicalJson(deep)).toBe(undefined);
  expect(canonicalJson({ a: deep })).toBe(undefined);
});

test("property: the same value gives the same text, and the text gives the value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as unknown;
      expect(JSON.parse(canonicalJson(value) ?? "")).toEqual(plain);
      expect(canonicalJson(reversed(plain))).toBe(canonicalJson(plain));
    }),
    { numRuns: 200 },
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, reversed(item)]),
  );
}
