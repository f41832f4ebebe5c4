import { expect, test } from "vitest";
import { shortDuration } from "./rate-headers.ts";

test.each([
  [0, "0ms"],
  [20, "20ms"],
  [999, "999ms"],
  [1_000, "1s"],
  [5_200, "6s"],
  [59_001, "1m0s"],
  [372_000, "6m12s"],
])("%i ms is %s", (durationMs, text) => {
  expect(shortDuration(durationMs)).toBe(text);
});
