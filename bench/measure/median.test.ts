import { expect, test } from "vitest";
import { median } from "./median.ts";

test("the middle value, however they are ordered", () => {
  expect(median([9, 1, 4])).toBe(4);
});

test("halfway between the two in the middle", () => {
  expect(median([8, 2, 4, 1])).toBe(3);
});

test("there is none of nothing", () => {
  expect(() => median([])).toThrow("there is no median of nothing");
});
