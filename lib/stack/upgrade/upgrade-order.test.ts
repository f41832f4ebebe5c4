import { expect, test } from "vitest";
import { sampleCluster } from "../../../tests/support/sample-cluster.ts";
import { changedNodes, upgradeOrder } from "./upgrade-order.ts";

const { nodes } = sampleCluster();
const cluster = { nodes, servers: ["n1", "n2", "n3"] };
const all = new Set(["n1", "n2", "n3"]);

test("leaders come last, and one that leads both last of all", () => {
  expect(upgradeOrder({ cluster, changed: all, leaders: ["n1", "n1"] })).toEqual(["n2", "n3", "n1"]);
  expect(upgradeOrder({ cluster, changed: all, leaders: ["n1", "n2"] })).toEqual(["n3", "n1", "n2"]);
});

test("servers come before the others, whatever the order of the inventory", () => {
  expect(upgradeOrder({ cluster: { nodes, servers: ["n3"] }, changed: all, leaders: ["n3", "n3"] })).toEqual([
    "n3",
    "n1",
    "n2",
  ]);
});

test("machines on which nothing changes are left alone", () => {
  const changed = new Set(changedNodes(["n3/consul", "job/gateway", "n3/nomad", "gate/nodes"], { nodes }).keys());
  expect(upgradeOrder({ cluster, changed, leaders: [] })).toEqual(["n3"]);
  expect(changedNodes(["n3/consul", "n3/nomad"], { nodes }).get("n3")).toEqual(["consul", "nomad"]);
});
