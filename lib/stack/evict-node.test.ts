import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import { loadDefinitions, workloadOf } from "../jobs/load-definitions.ts";
import { buildUnits } from "../plan/build-plan.ts";
import { markEvicted, refuseEvicted } from "./evicted-nodes.ts";
import { planEviction } from "./evict-node.ts";

const { roles, jobs } = await loadDefinitions();
const stackOf = (change: Partial<Cluster>) => {
  const cluster = { ...sampleCluster(), ...change };
  const units = buildUnits(cluster, roles, workloadOf(jobs, cluster, []));
  return { name: "lab", folder: "/nowhere", inventoryFile: "lab.inventory.yaml", cluster, roles, units, jobs };
};

test("a plain member takes with it what it could read: its own tokens, and the keys of what may run there", () => {
  const { rotated, places, own } = planEviction(stackOf({ servers: ["n1"], services: ["n1", "n2"] }), "n3");
  expect(rotated).toEqual(["ca", "consul.agent.n3", "consul.gossip", "consul.names", "consul.nomad.n3"]);
  expect([places, own]).toEqual([["nodes: the entry n3", "experts: chat, which uses it"], []]);
  const withServices = planEviction(stackOf({ servers: ["n1"], services: ["n1", "n3"] }), "n3");
  expect(withServices.rotated).toEqual(
    expect.arrayContaining(["gateway.memory", "memory.gateway", "memory.vaultKeeper"]),
  );
  expect(withServices.rotated).not.toContain("consul.management");
});

test("a server takes everything with it", () => {
  const { rotated, places } = planEviction(stackOf({}), "n3");
  expect(rotated).toEqual(
    expect.arrayContaining(["consul.management", "nomad.management", "nomad.gossip", "gateway.key"]),
  );
  expect(places[1]).toBe("cluster.servers: name another machine, or one server alone");
});

test("the machine that runs Headscale is not evicted", () => {
  expect(() => planEviction(stackOf({}), "n1")).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
});

test("an evicted machine stays out, and another one may take its name", () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-evicted-"));
  const stack = { folder, inventoryFile: "x.inventory.yaml" };
  const stolen = { name: "n3", hostKey: "ssh-ed25519 AAAA" };
  refuseEvicted(stack, [stolen]);
  markEvicted(folder, stolen);
  expect(() => refuseEvicted(stack, [stolen])).toThrow("n3 was evicted, and is still in the inventory");
  refuseEvicted(stack, [{ name: "n2", hostKey: "ssh-ed25519 BBBB" }]);
  refuseEvicted(stack, [{ name: "n3", hostKey: "ssh-ed25519 CCCC" }]);
  refuseEvicted(stack, [{ name: "n3", hostKey: "ssh-ed25519 CCCC" }]);
  rmSync(folder, { recursive: true });
});
