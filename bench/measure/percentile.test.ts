import { expect, test } from "vitest";
import { percentile } from "./percentile.ts";

test("percentiles are values that were measured", () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 99, 100]);
  expect([0, 0.5, 0.75, 0.99].map((share) => percentile([4, 1, 3, 2], share))).toEqual([1, 2, 3, 4]);
  expect([percentile([7], 0.5), percentile([], 0.5)]).toEqual([7, 0]);
});
