import { expect, test } from "vitest";
import { bm25Ranker, gainAt10, substringRanker } from "./rankers.ts";

const texts = [
  { name: "lights", text: "Dim the lamps in a room" },
  { name: "doors", text: "Lock all outside doors" },
  { name: "blinds", text: "Raise the shutters of a room of a room" },
];

test("substrings count by how many words occur, inside words too", async () => {
  expect(await substringRanker(texts)("dim one room")).toEqual(["lights", "blinds"]);
  expect(await substringRanker(texts)("side lock")).toEqual(["doors"]);
  expect(await substringRanker(texts)("a of")).toEqual([]);
});

test("BM25 takes whole words, and a rare word for more than a common one", async () => {
  expect(await bm25Ranker(texts)("room shutters")).toEqual(["blinds", "lights"]);
  expect(await bm25Ranker(texts)("side")).toEqual([]);
});

test.each([
  [["a", "b"], 1],
  [["b", "a"], 1 / Math.log2(3)],
  [["b"], 0],
])("the gain of a in %j", (ranked, gain) => {
  expect(gainAt10(ranked, "a")).toBe(gain);
});
