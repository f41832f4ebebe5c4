import { expect, test } from "vitest";
import { percentile } from "./figures.ts";

test.each([
  [50, 2],
  [75, 3],
  [99, 4],
  [0, 1],
])("the %s-th percentile", (p, value) => {
  expect(percentile([4, 1, 3, 2], p)).toBe(value);
});
