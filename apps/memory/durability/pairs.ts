import type { RecordKey, StoredRecord } from "../src/store/record.ts";
import type { Change } from "../src/store/store.ts";

/** Number of pairs at a time: each commit adds one and removes the oldest, so pages are constantly reused. */
export const livePairs = 40;

const halves = ["a", "b"] as const;
const keyOf = (number: number, half: string): RecordKey => ({
  tenant: "home",
  kind: "memory",
  id: `p${number}${half}`,
});

function recordOf(number: number, half: string): StoredRecord {
  return {
    ...keyOf(number, half),
    tags: [],
    active: true,
    atMs: number,
    text: `pair ${"padding ".repeat((number * 7) % 90)}`,
    body: { number },
    revision: 1,
  };
}

/** The commit with this number. The state after it depends only on the number, so that it can be checked. */
export function pairChanges(number: number): readonly Change[] {
  const old = number - livePairs;
  return [
    ...halves.map((half) => ({ put: recordOf(number, half), ifRevision: 0 })),
    ...(old < 0 ? [] : halves.map((half) => ({ remove: keyOf(old, half), ifRevision: 1 }))),
  ];
}

/** The ids after this number of commits. */
export function idsAfter(commits: number): readonly string[] {
  const first = Math.max(0, commits - livePairs);
  return Array.from({ length: commits - first }, (_, index) => halves.map((half) => `p${first + index}${half}`)).flat();
}
