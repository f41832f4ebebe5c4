import { expect, test } from "vitest";
import type { KeptRecord } from "../store/record.ts";
import { explain } from "./explain.ts";
import { fuse } from "./fuse.ts";

const nowMs = 1_000_000_000;
const record = (sequence: number, ageMs = 0): KeptRecord => ({
  tenant: "home",
  kind: "memory",
  id: `m${sequence}`,
  tags: [],
  active: true,
  atMs: nowMs - ageMs,
  text: `text ${sequence} about liked teas`,
  body: {},
  revision: 1,
  sequence,
});
const ranked = (...scores: readonly (readonly [KeptRecord | number, number])[]) =>
  scores.map(([found, score]) => ({ record: typeof found === "number" ? record(found) : found, score }));
const weights = { meaning: 1, words: 0.2, recency: 0 };
const order = (...given: Parameters<typeof fuse>): readonly (readonly [string, number])[] =>
  fuse(...given).map(({ record: { id }, score }) => [id, score]);

test("a clear match in meaning ranks above a common word", () => {
  const rankings = { meaning: ranked([1, 0.7], [2, 0.2]), words: ranked([2, 3], [3, 3]) };
  expect(order(rankings, weights, nowMs)).toEqual([
    ["m1", 0.5833],
    ["m3", 0.3333],
    ["m2", 0.3333],
  ]);
});

test("between two of similar meaning, words decide", () => {
  const rankings = { meaning: ranked([1, 0.52], [2, 0.5]), words: ranked([2, 4], [1, 1]) };
  expect(order(rankings, weights, nowMs).map(([id]) => id)).toEqual(["m2", "m1"]);
});

test("a record without a vector that matches the words ranks above one of equal similarity", () => {
  const rankings = { meaning: ranked([1, 0.3], [2, 0.3]), words: ranked([3, 2]) };
  expect(order(rankings, weights, nowMs)[0]).toEqual(["m3", 0.4167]);
});

test("without a vector the best by words has the whole score", () => {
  const rankings = { meaning: undefined, words: ranked([1, 4], [2, 2]) };
  expect(order(rankings, weights, nowMs)).toEqual([
    ["m1", 1],
    ["m2", 0.5],
  ]);
});

test("an opposite meaning does not score below zero", () => {
  expect(order({ meaning: ranked([1, -0.5]), words: [] }, weights, nowMs)).toEqual([["m1", 0]]);
});

test("recency decides between equals and finds nothing by itself", () => {
  const meaning = ranked([record(1, 5_000), 0.5], [record(2, 10), 0.5]);
  const fused = fuse({ meaning, words: [] }, { ...weights, recency: 0.1 }, nowMs);
  expect(fused.map(({ record: { id }, ageMs }) => [id, ageMs])).toEqual([
    ["m2", 10],
    ["m1", 5_000],
  ]);
  expect(fuse({ meaning: undefined, words: [] }, weights, nowMs)).toEqual([]);
});

test("a hit says by what it was found, and how old it is", () => {
  const old = record(1, 3 * 86_400_000);
  const [hit] = fuse({ meaning: ranked([2, 0.55], [old, 0.5]), words: ranked([old, 7]) }, weights, nowMs);
  expect(hit && explain(hit, "Which tea do you like?")).toEqual({
    score: 0.5833,
    why: "meaning 0.50 (2nd by meaning); words tea (1st by words); 3 days old",
    signals: {
      meaning: { rank: 2, similarity: 0.5 },
      words: { rank: 1, bm25: 7, terms: ["tea"] },
      recency: { ageSeconds: 259_200 },
    },
  });
});

const turn = (sequence: number, session: string, ageMs = 0): KeptRecord => ({ ...record(sequence, ageMs), session });
const chat = { ...weights, session: 0.1, neighbour: 0.6, time: 0.1 };

test("a turn beside a strong hit of its session ranks above one that matches as well alone", () => {
  const meaning = ranked([turn(5, "a"), 0.8], [turn(20, "b"), 0.4], [turn(6, "a"), 0.4], [turn(7, "b"), 0.4]);
  expect(order({ meaning, words: [] }, chat, nowMs).map(([id]) => id)).toEqual(["m5", "m6", "m20", "m7"]);
  expect(order({ meaning, words: [] }, weights, nowMs).map(([id]) => id)).toEqual(["m5", "m20", "m7", "m6"]);
});

test("records without a session are ranked as before", () => {
  const rankings = { meaning: ranked([1, 0.7], [2, 0.2]), words: ranked([2, 3], [3, 3]) };
  expect(order(rankings, chat, nowMs)).toEqual(order(rankings, weights, nowMs));
});

test("of equal hits, the one of the time that the question names is first", () => {
  const meaning = ranked([record(2), 0.5], [record(1, 5_000), 0.5]);
  const time = { fromMs: nowMs - 6_000, toMs: nowMs - 4_000 };
  expect(order({ meaning, words: [], time }, chat, nowMs).map(([id]) => id)).toEqual(["m1", "m2"]);
});
