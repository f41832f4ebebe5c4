import { connectCluster, type ClusterConnection } from "../cluster/connect-cluster.ts";
import { findDrift } from "../drift/find-drift.ts";
import type { DriftReport, DriftRow, JobDrift } from "../drift/report.ts";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { JobSpec } from "../jobs/define-job.ts";
import { nodesThatMayBeOff } from "../jobs/waiting-for.ts";
import { jobDrift } from "../jobs/job-drift.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { resolveSecrets } from "../secrets/secret-ref.ts";
import { secretValue } from "../secrets/secret-value.ts";
import { abandonedUnits, isJob, type BegunUnit } from "./journal/begun-units.ts";
import { readSecrets } from "./init-stack.ts";
import { jobSpecs } from "./job-specs.ts";
import type { Stack } from "./load-stack.ts";
import { declaredNames } from "./journal/declared-names.ts";

export interface StackDriftOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Only units on these nodes, and no jobs; if empty, the whole stack. */
  readonly nodes?: readonly string[];
}

/** Runs every unit's `verify` on all nodes at once, and Nomad's plan for each job. Changes nothing. */
export async function findStackDrift(
  stack: Stack,
  { environment, log, signal, nodes = [] }: StackDriftOptions,
): Promise<DriftReport> {
  const { nomad } = connectCluster(stack.folder, { patienceMs: electionMs, signal });
  const specs = jobSpecs(stack);
  const whole = nodes.length === 0;
  const [secrets, jobs] = await Promise.all([
    readSecrets(stack.name, environment),
    Promise.all(whole ? specs.map((spec) => driftOf(spec, nomad)) : []),
  ]);
  const resolve = (script: string): string => resolveSecrets(script, (name) => secretValue(secrets, name));
  const left = abandonedUnits(stack, declaredNames(stack.units, specs)).filter(
    ({ node }) => whole || nodes.includes(node),
  );
  const leftJobs = left.filter(isJob).map(({ role }): JobDrift => ({ job: role, state: "drifted", detail: abandoned }));
  const all = [...jobs, ...leftJobs];
  const units = stack.units.filter(({ node }) => whole || nodes.includes(node));
  const report = await findDrift(units, {
    stackFolder: stack.folder,
    resolve,
    log,
    signal,
    jobs: all,
    mayBeOff: nodesThatMayBeOff(stack.cluster),
  });
  const leftRows = left.filter((unit) => !isJob(unit)).map(abandonedRow);
  return { ...report, clean: report.clean && leftRows.length === 0, rows: [...report.rows, ...leftRows] };
}

/** An election takes a few seconds; a server that hangs is given up by the others within this time. */
const electionMs = 30_000;

const abandoned = "it was started but never finished, and is no longer wanted; `hearth up` undoes it";

const abandonedRow = ({ node, role }: BegunUnit): DriftRow => ({
  node,
  role,
  step: "all of it",
  state: "drifted",
  detail: abandoned,
});

async function driftOf(spec: JobSpec, nomad: ClusterConnection["nomad"]): Promise<JobDrift> {
  try {
    const differences = await jobDrift(nomad, spec);
    return differences.length === 0
      ? { job: spec.id, state: "ok" }
      : { job: spec.id, state: "drifted", detail: differences.join("; ") };
  } catch (thrown) {
    return { job: spec.id, state: "failed", detail: messageOf(thrown) };
  }
}
