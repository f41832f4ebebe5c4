import { expect, test } from "vitest";
import { checkSchema, problemsOf } from "./check-schema.ts";

test.each([
  [{ type: "string" }, "parameters.type"],
  [{ type: "object", properties: { a: { type: "text" } } }, "parameters.properties.a.type"],
  [{ type: "object", required: "a" }, "parameters.required"],
  [{ type: "object", properties: { a: { pattern: "(a+)+$" } } }, "parameters.properties.a.pattern"],
  [{ type: "object", properties: { a: { pattern: "(" } } }, "parameters.properties.a.pattern"],
  [{ type: "object", properties: { a: { $ref: "#/$defs/none" } } }, undefined],
])("the schema %j is refused at %s", (schema, param) => {
  if (param === undefined) expect(() => problemsOf(schema, { a: 1 })).toThrow();
  else expect(() => checkSchema(schema)).toThrow(expect.objectContaining({ code: "invalid_value", param }) as Error);
});

test("problems name their place", () => {
  const schema = { type: "object", properties: { when: { type: "object", required: ["hour"] } } };
  checkSchema(schema);
  expect(problemsOf(schema, { when: { hour: 1 } })).toEqual([]);
  expect(problemsOf(schema, { when: {} }).map(({ path }) => path)).toContain("/when");
});
