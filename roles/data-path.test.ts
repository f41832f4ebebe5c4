import { expect, test } from "vitest";
import { buildUnits } from "../lib/plan/build-plan.ts";
import { jobsIn, loadDefinitions, workloadOf } from "../lib/jobs/load-definitions.ts";
import { unitId } from "../lib/steps/unit.ts";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import { role } from "./data-path.ts";

const sample = sampleCluster();
const cluster = {
  ...sample,
  nodes: sample.nodes.map((node) => (node.name === "n2" ? { ...node, dataPath: "/mnt/big" } : node)),
};

test("the folders that grow are laid over with those of the other disk, and nothing starts without it", () => {
  const lines = linesOf(role.steps(roleContext("n2", cluster, role)), "/etc/systemd/system/srv-hearth.mount");
  expect(lines).toEqual(
    expect.arrayContaining([
      "RequiresMountsFor=/mnt/big",
      "What=/mnt/big/hearth",
      "Where=/srv/hearth",
      "RequiredBy=nomad.service hearth-depot.service",
    ]),
  );
});

test("only a machine with such a disk has it, before anything that keeps data", async () => {
  const { roles, jobs } = await loadDefinitions();
  const order = buildUnits(cluster, roles, workloadOf(jobsIn(jobs, cluster), cluster, [])).map(unitId);
  expect(order.filter((id) => id.endsWith("/data-path"))).toEqual(["n2/data-path"]);
  const at = order.indexOf("n2/data-path");
  for (const later of ["n2/job-users", "n2/nomad"]) expect(order.indexOf(later)).toBeGreaterThan(at);
});
