import { expect, test } from "vitest";
import type { ProvisioningRun } from "./measure-once.ts";
import type { ToolUnderTest } from "./side.ts";
import { summarise } from "./summarise.ts";

const run = (tool: ToolUnderTest, nodes: number, [firstSeconds, secondSeconds]: [number, number]): ProvisioningRun => ({
  tool,
  nodes,
  repetition: 1,
  loadBefore: 0,
  firstSeconds,
  secondSeconds,
  secondParts: {},
  facts: 1,
});

test("compares medians of what both tools have run", () => {
  const runs = [
    run("hearth", 3, [30, 3]),
    run("hearth", 3, [50, 5]),
    run("ansible", 3, [100, 20]),
    run("hearth", 6, [60, 6]),
  ];
  expect(summarise(runs)).toEqual([
    {
      nodes: 3,
      phase: "first",
      seconds: {
        hearth: { median: 40, least: 30, most: 50, runs: 2 },
        ansible: { median: 100, least: 100, most: 100, runs: 1 },
      },
      ratio: 0.4,
      goal: 0.5,
    },
    {
      nodes: 3,
      phase: "second",
      seconds: {
        hearth: { median: 4, least: 3, most: 5, runs: 2 },
        ansible: { median: 20, least: 20, most: 20, runs: 1 },
      },
      ratio: 0.2,
      goal: 0.2,
    },
  ]);
});
