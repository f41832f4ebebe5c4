import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { nodeAccesses } from "./node-accesses.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-access-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const access = (name: string) => ({
  name,
  address: "192.0.2.1",
  port: 22,
  user: "operator",
  hostKey: `ssh-ed25519 ${name}`,
});

test("a lab's nodes are reached as the lab says, in the inventory's order", () => {
  writeFileSync(join(folder, "lab.json"), JSON.stringify({ name: "x", nodes: ["n3", "n1", "n2"].map(access) }));
  expect(nodeAccesses(sampleCluster(), folder)).toEqual(["n1", "n2", "n3"].map(access));
});

test("before the lab is up, the error says how to make it", () => {
  expect(() => nodeAccesses(sampleCluster(), folder)).toThrow("the lab's node n1 has not been made");
  expect(() => nodeAccesses(sampleCluster(), join(folder, "garage"))).toThrow(
    expect.objectContaining({
      hint: "Make the lab's nodes with `hearth --stack garage lab up`, or make everything with `hearth --stack garage up`.",
    }),
  );
});

test("real machines are reached as the inventory says", () => {
  const [node] = sampleCluster().nodes;
  const cluster = {
    ...sampleCluster(),
    nodesFrom: "inventory" as const,
    nodes: [
      { ...node!, address: "192.0.2.9", ssh: { user: "ada", port: 2222, hostKey: "ssh-ed25519 AAAA", jump: "gate" } },
    ],
  };
  expect(nodeAccesses(cluster, folder)).toEqual([
    { name: "n1", address: "192.0.2.9", port: 2222, user: "ada", hostKey: "ssh-ed25519 AAAA", jump: "gate" },
  ]);
});
