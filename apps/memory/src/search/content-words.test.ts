import { expect, test } from "vitest";
import { contentWords } from "./content-words.ts";

test.each([
  [["it", "is", "too", "bright", "in", "here"], ["bright"]],
  [
    ["es", "ist", "zu", "kalt", "im", "büro"],
    ["kalt", "büro"],
  ],
  [
    ["to", "be", "or", "not"],
    ["to", "be", "or", "not"],
  ],
  [[], []],
])("of %j", (words, expected) => {
  expect(contentWords(words)).toEqual(expected);
});
