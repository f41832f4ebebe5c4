import { expect, test } from "vitest";
import { onlyComments } from "./only-comments.ts";

test.each([
  [":\n\n", true],
  [":\n\n: ping\r\n\r\n", true],
  [":\n\ndata: {}\n\n", false],
  [": ping\nevent: error\ndata: {}\n\n", false],
  ["data: :\n\n", false],
])("%j: %s", (text, expected) => {
  expect(onlyComments(Buffer.from(text))).toBe(expected);
});
