import { expect, test } from "vitest";
import { placementReasons } from "./placement-reasons.ts";

const nothing = {
  NodesEvaluated: 0,
  NodesExhausted: 0,
  ConstraintFiltered: {},
  DimensionExhausted: {},
  NodesAvailable: {},
};

test("nothing failed", () => {
  expect(placementReasons({})).toEqual([]);
});

test("what is short, and what rules nodes out", () => {
  const head = {
    ...nothing,
    ConstraintFiltered: { "${node.unique.name} = n2": 2 },
    DimensionExhausted: { memory: 1 },
  };
  expect(placementReasons({ head })).toEqual([
    "group head: no room: memory on 1 node; 2 nodes ruled out by ${node.unique.name} = n2",
  ]);
});

test("no node at all", () => {
  expect(placementReasons({ g: { ...nothing, NodesAvailable: { home: 0 } } })).toEqual([
    "group g: no node of its datacenter is ready",
  ]);
  expect(placementReasons({ g: { ...nothing, NodesAvailable: { home: 3 } } })).toEqual(["group g: no node fits"]);
});
