import { expect, test } from "vitest";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import { role } from "./depot.ts";

const artifacts = [
  { name: "model", file: "model.gguf", sha256: "b".repeat(64) },
  { name: "node", file: "node.tar.gz", sha256: "a".repeat(64) },
  { name: "again", file: "node.tar.gz", sha256: "a".repeat(64) },
];

test("the launcher is asked for each file once, in an order of its own", () => {
  const steps = role.steps({ ...roleContext("n1"), artifacts });
  expect(steps.flatMap((step) => step.requests ?? [])).toEqual([
    { kind: "depot", words: ["a".repeat(64), "node.tar.gz"] },
    { kind: "depot", words: ["b".repeat(64), "model.gguf"] },
  ]);
});

test("there is one depot", () => {
  const cluster = { ...sampleCluster(), depot: "n2" };
  expect(cluster.nodes.map((node) => role.runsOn?.(cluster, node))).toEqual([false, true, false]);
});

test("the service cannot see what is not for it", () => {
  const lines = linesOf(role.steps(roleContext("n1")), "/etc/systemd/system/hearth-depot.service");
  expect(lines).toContain("InaccessiblePaths=-/etc/hearth -/var/lib/hearth -/var/log");
  expect(lines).toContain("UMask=0077");
});
