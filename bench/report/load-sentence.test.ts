import { expect, test } from "vitest";
import { loadSentence } from "./load-sentence.ts";

test("a quiet machine needs no words", () => {
  expect(loadSentence([0.2, 1.4], 2)).toBe("");
});

test("a busy one is named with its loads", () => {
  expect(loadSentence([13.63, 1], 2)).toBe(
    "**The machine was busy**: the load was 1.0 to 13.6 on 2 cores before the benchmark started, so times are longer than on a quiet machine.",
  );
});

test("one load is named once", () => {
  expect(loadSentence([3], 2)).toMatch(/the load was 3\.0 on 2 cores/);
});
