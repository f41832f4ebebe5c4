import { expect, test } from "vitest";
import { schemaMismatch } from "./check-schema.ts";

const object = (properties: object, more: object = {}): object => ({ type: "object", properties, ...more });

test.each([
  [{}, 1, undefined],
  [true, "a", undefined],
  [false, "a", "the value is not allowed"],
  [{ type: "string" }, 1, "the value must be string"],
  [{ type: ["string", "null"] }, null, undefined],
  [{ type: "integer" }, 1.5, "the value must be integer"],
  [{ type: "integer" }, 2, undefined],
  [{ enum: ["a", { b: [1], c: 2 }] }, { c: 2, b: [1] }, undefined],
  [{ enum: ["a"] }, "b", "the value is none of the allowed values"],
  [{ const: 3 }, 4, "the value is not the value that is expected"],
  [{ minLength: 2 }, "🏔️a", undefined],
  [{ maxLength: 2 }, "abc", "the value may have at most 2 characters"],
  [{ pattern: "^[a-z]+$" }, "A", "the value does not match the pattern ^[a-z]+$"],
  [{ pattern: String.raw`\d{4}` }, "in 2026", undefined],
  [{ minimum: 1 }, 0, "the value must be at least 1"],
  [{ exclusiveMaximum: 1 }, 1, "the value must be below 1"],
  [{ multipleOf: 0.1 }, 0.3, undefined],
  [{ multipleOf: 5 }, 7, "the value must be a multiple of 5"],
  [{ items: { type: "string" } }, ["a", 1], "/1 must be string"],
  [{ prefixItems: [{ type: "string" }], items: false }, ["a", 1], "/1 is not allowed"],
  [{ minItems: 2 }, ["a"], "the value needs at least 2 items"],
  [{ uniqueItems: true }, [{ a: 1 }, { a: 1 }], "the value has the same item twice"],
  [object({}, { required: ["city"] }), {}, "/city is missing"],
  [object({ a: object({ b: { type: "number" } }) }), { a: { b: "1" } }, "/a/b must be number"],
  [object({ a: {} }, { additionalProperties: false }), { b: 1 }, "/b is not allowed"],
  [object({}, { minProperties: 1 }), {}, "the value needs at least 1 fields"],
  [{ anyOf: [{ type: "string" }, { type: "null" }] }, 1, "the value matches none of its alternatives"],
  [{ anyOf: [object({ a: { type: "string" } })] }, { a: 1 }, "/a must be string"],
  [{ oneOf: [{ type: "number" }, { minimum: 3 }] }, 4, "the value matches more than one of its alternatives"],
  [{ allOf: [{ minimum: 3 }, { maximum: 5 }] }, 6, "the value must be at most 5"],
  [{ not: { type: "string" } }, "a", "the value has a value that is excluded"],
  [{ $ref: "#/$defs/a", $defs: { a: { type: "string" } } }, 1, "the value must be string"],
  [
    object({ next: { $ref: "#" } }, { required: ["id"] }),
    { id: 1, next: { id: 2, next: {} } },
    "/next/next/id is missing",
  ],
])("%j of %j: %s", (schema, value, wrong) => {
  expect(schemaMismatch(schema, value)).toBe(wrong);
});

test("no schema and no value takes long or goes too deep: what is left unchecked counts as right", () => {
  let deep: unknown = {};
  for (let level = 0; level < 5_000; level += 1) deep = { next: deep };
  const text = "a".repeat(2_000);
  const startMs = performance.now();
  expect(schemaMismatch({ $ref: "#" }, 1)).toBeUndefined();
  expect(schemaMismatch(object({ next: { $ref: "#" } }), deep)).toBeUndefined();
  expect(
    schemaMismatch({ not: { anyOf: Array.from({ length: 9 }, () => ({ allOf: [{ $ref: "#" }, false] })) } }, 1),
  ).toBeUndefined();
  for (const pattern of ["^(a+)+$", "a*a*a*a*b", "(a|a)*b", "["]) {
    expect(schemaMismatch({ pattern }, `${text}!`)).toBeUndefined();
  }
  expect(performance.now() - startMs).toBeLessThan(1_000);
});
