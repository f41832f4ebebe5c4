import { expect, test } from "vitest";
import { relevantHits } from "./relevant-hits.ts";

const hit = (id: string, similarity?: number, ...terms: readonly string[]) => ({
  id,
  signals: {
    ...(similarity !== undefined && { meaning: { similarity } }),
    ...(terms.length > 0 && { words: { terms } }),
  },
});
const ids = (hits: readonly { readonly id: string }[]): string => hits.map(({ id }) => id).join(" ");

test("a search by meaning always finds the nearest: what is far from the question is left out", () => {
  expect(ids(relevantHits([hit("near", 0.6), hit("far", 0.12)], { byMeaning: true }))).toBe("near");
  expect(relevantHits([hit("a", 0.2), hit("b", 0.08, "peru")], { byMeaning: true })).toEqual([]);
});

test("a word in common counts for something, but not alone", () => {
  const hits = [hit("both", 0.15, "boiler"), hit("meaning", 0.3), hit("word", 0.02, "boiler"), hit("neither", 0.15)];
  expect(ids(relevantHits(hits, { byMeaning: true }))).toBe("both meaning");
});

test("what was added a moment ago has no vector yet: its words count", () => {
  expect(ids(relevantHits([hit("near", 0.5), hit("new", undefined, "tea")], { byMeaning: true }))).toBe("near new");
});

test("where one hit is near, those half as near are left out", () => {
  expect(ids(relevantHits([hit("best", 0.8), hit("good", 0.45), hit("weak", 0.35)], { byMeaning: true }))).toBe(
    "best good",
  );
});

test("without meaning, words are all there is", () => {
  expect(ids(relevantHits([hit("word", undefined, "tea"), hit("newest")], { byMeaning: false }))).toBe("word");
});
