import { expect, test } from "vitest";
import { callSchema } from "./call-schema.ts";
import { schemaMismatch } from "./check-schema.ts";
import { isEnforced } from "./is-enforced.ts";

test("the schema of a call keeps references within a tool's own schema", () => {
  const tree = { type: "object", properties: { next: { $ref: "#/$defs/tree" } }, additionalProperties: false };
  const tools = [
    { name: "plain", parameters: { type: "object" } },
    { name: "walk", parameters: { type: "object", properties: { tree: { $ref: "#/$defs/tree" } }, $defs: { tree } } },
    { name: "again", parameters: { type: "object", properties: { self: { $ref: "#" } }, additionalProperties: false } },
  ];
  const schema = callSchema(tools, { type: "string" });
  const fits = (value: unknown): boolean => schemaMismatch(schema, value) === undefined;
  expect(fits({ name: "walk", arguments: { tree: { next: { next: {} } } } })).toBe(true);
  expect(fits({ name: "walk", arguments: { tree: { next: { other: {} } } } })).toBe(false);
  expect(fits({ name: "again", arguments: { self: { self: {} } } })).toBe(true);
  expect(fits({ name: "again", arguments: { self: { other: {} } } })).toBe(false);
  expect(fits({ name: "unknown", arguments: {} })).toBe(false);
  expect(fits({ answer: "Paris" })).toBe(true);
  expect(schemaMismatch(callSchema(tools, undefined), { answer: "Paris" })).toBeDefined();
});

test("a reference that is only a value of the schema stays", () => {
  const { $defs } = callSchema([{ name: "a", parameters: { const: { $ref: "#/x" } } }], undefined);
  expect($defs).toEqual({ arguments0: { const: { $ref: "#/x" } } });
});

test.each([
  [{ type: "object", properties: { pattern: { type: "string", maxLength: 5 } }, required: ["pattern"] }, true],
  [{ type: "object", properties: { a: { type: "string", pattern: "^a$" } } }, false],
  [{ type: "array", items: { minimum: 3 } }, false],
  [{ anyOf: [{ const: { not: 1 } }, { not: {} }] }, false],
])("%j is enforced by a grammar: %s", (schema, enforced) => {
  expect(isEnforced(schema)).toBe(enforced);
});
