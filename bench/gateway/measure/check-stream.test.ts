import { expect, test } from "vitest";
import { checkStream } from "./check-stream.ts";

const event = (number: number): string => `data: {"delta":{"content":"${number} "}}\n\n`;
const end = "data: {}\n\ndata: [DONE]\n\n";

test.each([
  ["whole and in order", [0, 1, 2].map(event).join("") + end, undefined],
  ["two that changed places", [0, 2, 1].map(event).join("") + end, "reordered"],
  ["one missing", [0, 2].map(event).join("") + end, "broken"],
  ["one twice", [0, 1, 1].map(event).join("") + end, "broken"],
  ["no end", [0, 1, 2].map(event).join(""), "broken"],
  ["a damaged event", `${[0, 1].map(event).join("")}data: {"delta":{"con${end}`, "broken"],
])("%s", (...[, body, fault]) => {
  expect(checkStream(body, 3)).toBe(fault);
});
