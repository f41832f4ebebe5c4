import { expect, test } from "vitest";
import { z } from "zod";
import { parseInput } from "./parse-input.ts";

const known = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("text"), text: z.string() }),
  z.looseObject({ type: z.literal("call"), call_id: z.string() }),
]);
const other = z.looseObject({ type: z.string().refine((type) => !["text", "call"].includes(type), { abort: true }) });
const schema = z.looseObject({ input: z.union([z.string(), z.array(z.union([known, other])).min(1)]) });

test.each<readonly [string, unknown, { readonly message: string; readonly param: string | null }]>([
  ["a list", [], { message: "Invalid value for 'body': Invalid input: expected object, received array.", param: null }],
  [
    "neither of the two forms",
    { input: 3 },
    { message: "Invalid value for 'input': Invalid input: expected string or array, received number.", param: "input" },
  ],
  [
    "an item without a field",
    { input: [{ type: "text", text: "a" }, { type: "call" }] },
    {
      message: "Invalid value for 'input[1].call_id' (call): Invalid input: expected string, received undefined.",
      param: "input[1].call_id",
    },
  ],
  [
    "an item whose type is no text",
    { input: [{ type: 3 }] },
    {
      message: "Invalid value for 'input[0].type': Invalid input: expected string, received number.",
      param: "input[0].type",
    },
  ],
  [
    "an item that is no object",
    { input: ["a"] },
    { message: "Invalid value for 'input[0]': Invalid input: expected object, received string.", param: "input[0]" },
  ],
  [
    "no item",
    { input: [] },
    { message: "Invalid value for 'input': Too small: expected array to have >=1 items.", param: "input" },
  ],
])("%s: the message names the field that is wrong", (_what, value, expected) => {
  expect(() => parseInput(value, schema)).toThrow(expect.objectContaining({ code: "invalid_value", ...expected }));
});

test("a type that is not known is not wrong", () => {
  const value = { input: [{ type: "news", more: 1 }] };
  expect(parseInput(value, schema)).toEqual(value);
});
