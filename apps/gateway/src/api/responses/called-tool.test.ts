import { expect, test } from "vitest";
import { customInput, functionName } from "./called-tool.ts";

test.each([
  ['{"input":"a\\nb"}', "a\nb"],
  ['{"input":"a","more":1}', "a"],
  ['{"patch":"a"}', "a"],
  ['"a"', "a"],
  ['{"patch":"a","file":"b"}', '{"patch":"a","file":"b"}'],
  ['{"input":"a', '{"input":"a'],
  ["*** Begin Patch", "*** Begin Patch"],
  ["3", "3"],
  ["", ""],
])("the text in the arguments %j is %j", (written, expected) => {
  expect(customInput(written)).toBe(expected);
});

test("a function's name holds its namespace", () => {
  expect([
    functionName("f", undefined),
    functionName("f", ""),
    functionName("f", "agents"),
    functionName("f", "mcp__files__"),
  ]).toEqual(["f", "f", "agents__f", "mcp__files__f"]);
});
