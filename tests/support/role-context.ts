import type { Cluster } from "../../lib/config/derive/cluster.ts";
import { consulTokensOf } from "../../lib/plan/build-plan.ts";
import type { Role, RoleContext } from "../../lib/plan/role.ts";
import { jobsIn, loadDefinitions, workloadOf } from "../../lib/jobs/load-definitions.ts";
import type { Step } from "../../lib/steps/step.ts";
import { sampleCluster } from "./sample-cluster.ts";

const { roles, jobs } = await loadDefinitions();

/** A role's context on a node of the sample cluster, with the defaults of the role's own options, where one is given. */
export function roleContext(
  node: string,
  cluster: Cluster = sampleCluster(),
  role?: Pick<Role, "options">,
): RoleContext {
  const found = cluster.nodes.find(({ name }) => name === node);
  if (found === undefined) throw new TypeError(`the sample cluster has no node ${node}`);
  const workload = workloadOf(jobsIn(jobs, cluster), cluster, []);
  return {
    cluster,
    node: found,
    options: role?.options.parse({}) ?? {},
    endpoints: [],
    artifacts: [],
    jobUsers: [],
    workloadRights: workload.workloadRights ?? [],
    consulTokens: consulTokensOf(roles, cluster, workload.servicePlaces),
  };
}

/** The content of a file that a role's steps write, without comments and blank lines, each line trimmed. */
export function linesOf(steps: readonly Step[], path: string): readonly string[] {
  const step = steps.find(({ id }) => id === `file ${path}`);
  const lines = (step?.values?.["content"] ?? "").split("\n").map((line) => line.trim().replaceAll(/ +/g, " "));
  return lines.filter((line) => line !== "" && !line.startsWith("#"));
}
