import { expect, test } from "vitest";
import type { CacheEntry } from "./cache-entry.ts";
import { choosePrunable } from "./choose-prunable.ts";

const day = 24 * 60 * 60_000;
const nowMs = 100 * day;

const entry = (name: string, version: number, daysAgo: number): CacheEntry => ({
  kind: "tool",
  name,
  label: `${name}-${version}`,
  path: `/cache/${name}-${version}`,
  sizeBytes: 1,
  usedMs: nowMs - daysAgo * day,
});

const choose = (entries: readonly CacheEntry[], keep: number, needed: readonly string[] = []) =>
  choosePrunable(entries, { isNeeded: ({ label }) => needed.includes(label), keep, nowMs }).map(
    ({ entry: { kind, label }, because = "goes" }) => `${kind} ${label}: ${because}`,
  );

test("what is needed stays however old it is, and beside it the versions that were used last", () => {
  const entries = [entry("lamp", 1, 40), entry("lamp", 2, 30), entry("lamp", 3, 20), entry("lamp", 4, 10)];
  expect(choose(entries, 1, ["lamp-1"])).toEqual([
    "tool lamp-4: an earlier version",
    "tool lamp-3: goes",
    "tool lamp-2: goes",
    "tool lamp-1: needed",
  ]);
  expect(choose(entries, 0, ["lamp-1"]).filter((line) => line.endsWith("goes"))).toHaveLength(3);
});

test("each name counts for itself, and so do tools and packs of one name", () => {
  const entries = [entry("node", 1, 5), { ...entry("node", 2, 4), kind: "pack" as const }, entry("lamp", 1, 3)];
  expect(choose(entries, 1).every((line) => line.endsWith("an earlier version"))).toBe(true);
});

test("what was used within a day stays, and takes no place from a version before", () => {
  const entries = [entry("lamp", 1, 40), entry("lamp", 2, 30), entry("lamp", 3, 0.9)];
  expect(choose(entries, 1)).toEqual([
    "tool lamp-3: used within a day",
    "tool lamp-2: an earlier version",
    "tool lamp-1: goes",
  ]);
});
