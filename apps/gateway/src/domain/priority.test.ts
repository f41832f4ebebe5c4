import { expect, test } from "vitest";
import { priorityOf } from "./priority.ts";

test.each([
  [undefined, undefined, "normal"],
  [undefined, "high", "normal"],
  [undefined, "low", "low"],
  [5, undefined, "high"],
  [5, "normal", "normal"],
  [-1, "normal", "low"],
  [-1, "nonsense", "low"],
] as const)("a key of priority %s that asks for %s: %s", (own, asked, expected) => {
  expect(priorityOf(own, asked)).toBe(expected);
});
