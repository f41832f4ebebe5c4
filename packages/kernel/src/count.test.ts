import { expect, test } from "vitest";
import { count } from "./count.ts";

test.each([
  [0, "0 steps"],
  [1, "1 step"],
  [2, "2 steps"],
])("%d", (number, text) => {
  expect(count(number, "step")).toBe(text);
});

test("an irregular plural", () => {
  expect([count(1, "query", "queries"), count(3, "query", "queries")]).toEqual(["1 query", "3 queries"]);
});
