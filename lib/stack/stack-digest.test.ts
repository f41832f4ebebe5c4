import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadJobs } from "../jobs/load-jobs.ts";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import type { Stack } from "./load-stack.ts";
import { differingParts, stackDigest } from "./stack-digest.ts";

let folder: string;
const jobs = await loadJobs();
let stack: Stack;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-digest-"));
  const inventoryFile = join(folder, "inventory.yaml");
  writeFileSync(inventoryFile, "cluster: {}\n");
  stack = { name: "never-made", folder, inventoryFile, cluster: sampleCluster(), roles: [], units: [], jobs };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const changedBy = (change: () => void): readonly string[] => {
  const before = stackDigest(stack);
  change();
  return differingParts(before, stackDigest(stack));
};

test("each file is part of what is compared, and its kind is named when it differs", () => {
  let before = stackDigest(stack);
  const changedSince = (): readonly string[] => {
    const now = stackDigest(stack);
    const parts = differingParts(before, now);
    before = now;
    return parts;
  };
  expect(changedSince()).toEqual([]);
  for (const [file, part] of [
    ["gateway.key", "secrets"],
    ["ca.pem", "secrets"],
    ["depot.json", "depot"],
    ["known_hosts", "access"],
    ["lab.json", "access"],
    ["inventory.yaml", "inventory"],
  ] as const) {
    writeFileSync(join(folder, file), "one");
    expect(changedSince(), `${file} written`).toEqual([part]);
    rmSync(join(folder, file));
    expect(changedSince(), `${file} removed`).toEqual([part]);
  }
});

test("an inventory that means something else differs, even where its own file is the same", () => {
  expect(changedBy(() => (stack = { ...stack, cluster: { ...stack.cluster, domain: "other" } }))).toEqual([
    "inventory",
  ]);
});

test("a link to a program counts by where it leads", () => {
  const link = (): string => join(folder, "artifacts");
  expect(changedBy(() => symlinkSync("/nowhere/consul-1", link()))).toEqual(["access"]);
  expect(
    changedBy(() => {
      rmSync(link());
      symlinkSync("/nowhere/consul-2", link());
    }),
  ).toEqual(["access"]);
});

test("parts can be left out", () => {
  const digest = stackDigest(stack);
  expect(differingParts(digest, { ...digest, checkpoint: "other" })).toEqual(["checkpoint"]);
  expect(differingParts(digest, { ...digest, checkpoint: "other" }, ["checkpoint"])).toEqual([]);
});
