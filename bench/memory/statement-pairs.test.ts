import { expect, test } from "vitest";
import { compareStatements } from "../../apps/memory/src/memories/compare-statements.ts";
import { pairFiles, readStatementPairs } from "./read-statement-pairs.ts";

/** How many pairs of a label got which verdict. */
function verdicts(file: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { label, older, newer } of readStatementPairs(file)) {
    const key = `${label}: ${compareStatements(older, newer)}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

test("of the pairs that the rules were written by, none is taken for what it is not", () => {
  expect(verdicts(pairFiles["chosen by"])).toEqual({
    "same: same": 36,
    "same: other": 18,
    "contradicts: contradicts": 50,
    "contradicts: other": 1,
    "related: other": 70,
  });
});

test("of the others, none that says something else is taken for the same", () => {
  expect(verdicts(pairFiles["held out"])).toEqual({
    "same: same": 11,
    "same: other": 5,
    "contradicts: contradicts": 18,
    "contradicts: other": 4,
    "related: contradicts": 3,
    "related: other": 25,
  });
});
