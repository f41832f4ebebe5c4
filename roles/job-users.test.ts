import { expect, test } from "vitest";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import { role } from "./job-users.ts";

test("a folder that a job keeps is its account's alone, and not lost by an undo", () => {
  const context = {
    cluster: sampleCluster(),
    node: sampleCluster().nodes[0]!,
    options: {},
    endpoints: [],
    artifacts: [],
  };
  const steps = role.steps({ ...context, jobUsers: [], jobVolumes: [{ name: "memory", user: "hearth-memory" }] });
  expect(steps.map(({ values, undo }) => [values, undo])).toEqual([
    [
      { path: "/srv/hearth/volumes/memory", mode: "700", owner: "hearth-memory:hearth-memory" },
      'rmdir "$path" 2>/dev/null || true',
    ],
  ]);
});

test("every account that a job runs as is there, without a home", () => {
  const cluster = sampleCluster();
  const [node] = cluster.nodes;
  const steps = role.steps({ cluster, node: node!, options: {}, endpoints: [], artifacts: [], jobUsers: ["a", "b"] });
  expect(steps.map(({ id, values }) => [id, values?.["home"]])).toEqual([
    ["user a", "/nonexistent"],
    ["user b", "/nonexistent"],
  ]);
});
