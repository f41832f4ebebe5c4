import { connectCluster, type ClusterConnection } from "../cluster/connect-cluster.ts";
import { findDrift } from "../drift/find-drift.ts";
import type { DriftReport, DriftRow, JobDrift } from "../drift/report.ts";
import { messageOf } from "../errors.ts";
import type { JobSpec } from "../jobs/define-job.ts";
import { jobDrift } from "../jobs/job-drift.ts";
import type { Log } from "../log.ts";
import { unitId } from "../plan/unit.ts";
import { resolveSecrets } from "../secrets/secret-ref.ts";
import { secretValue } from "../secrets/secret-value.ts";
import { abandonedUnits } from "./begun-units.ts";
import { readSecrets } from "./init-stack.ts";
import { jobSpecs } from "./job-specs.ts";
import type { Stack } from "./load-stack.ts";

export interface StackDriftOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Every unit's verify on all nodes at once, and Nomad's plan for each job. Changes nothing. */
export async function findStackDrift(
  stack: Stack,
  { environment, log, signal }: StackDriftOptions,
): Promise<DriftReport> {
  const { nomad } = connectCluster(stack.folder);
  const specs = jobSpecs(stack);
  const [secrets, jobs] = await Promise.all([
    readSecrets(stack.name, environment),
    Promise.all(specs.map((spec) => driftOf(spec, nomad))),
  ]);
  const resolve = (script: string): string => resolveSecrets(script, (name) => secretValue(secrets, name));
  const report = await findDrift(stack.units, { stackFolder: stack.folder, resolve, log, signal, jobs });
  const left = abandonedRows(stack);
  return { ...report, clean: report.clean && left.length === 0, rows: [...report.rows, ...left] };
}

function abandonedRows(stack: Stack): readonly DriftRow[] {
  return abandonedUnits(stack, new Set(stack.units.map(unitId))).map(({ node, role }) => ({
    node,
    role,
    step: "nobody asks for it",
    state: "drifted",
    detail: "it was begun and never finished; `hearth up` undoes it",
  }));
}

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
