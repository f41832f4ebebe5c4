import { expect, test } from "vitest";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import { role } from "./job-users.ts";

test("every account that a job runs as is there, without a home", () => {
  const cluster = sampleCluster();
  const [node] = cluster.nodes;
  const steps = role.steps({ cluster, node: node!, options: {}, endpoints: [], artifacts: [], jobUsers: ["a", "b"] });
  expect(steps.map(({ id, values }) => [id, values?.["home"]])).toEqual([
    ["user a", "/nonexistent"],
    ["user b", "/nonexistent"],
  ]);
});
