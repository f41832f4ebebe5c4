import { expect, test } from "vitest";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { unitId, type Unit } from "../steps/unit.ts";
import type { Stack } from "./load-stack.ts";
import { thingsToDo } from "./things-to-do.ts";

const units = [1, 2].map((number) => ({
  node: "n1",
  role: `role${number}`,
  needs: [],
  steps: [],
})) as unknown as Unit[];
const stack: Stack = {
  name: "never-made",
  folder: "/nowhere",
  inventoryFile: "/nowhere/inventory.yaml",
  cluster: { ...sampleCluster(), nodesFrom: "lab" },
  roles: [],
  units,
  jobs: [],
};
const nodes = stack.cluster.nodes.map(({ name }) => name);
const all = new Set(units.map(unitId));

test("a fresh stack has everything to do, one that is as declared nothing", () => {
  expect(thingsToDo(stack, new Set(), [])).toBe(units.length + nodes.length);
  expect(thingsToDo(stack, all, nodes)).toBe(0);
  expect(thingsToDo(stack, new Set([...all, "gate/nodes", "hearth-lab"]), nodes)).toBe(0);
});

test("what is missing and what is no longer wanted is counted", () => {
  expect(thingsToDo(stack, new Set([...all].slice(1)), nodes)).toBe(1);
  expect(thingsToDo(stack, new Set([...all, "n9/base", "job/old", "gate/old"]), nodes)).toBe(2);
  expect(thingsToDo(stack, all, nodes.slice(1))).toBe(1);
});
