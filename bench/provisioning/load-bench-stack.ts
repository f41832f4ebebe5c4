import { loadCluster } from "../../lib/config/load-cluster.ts";
import { stackFolder } from "../../lib/paths.ts";
import { buildUnits } from "../../lib/plan/build-plan.ts";
import { declaredSecrets, jobsIn, loadDefinitions } from "../../lib/jobs/load-definitions.ts";
import type { SecretDeclarations } from "../../lib/secrets/declared-secrets.ts";
import type { Stack } from "../../lib/stack/load-stack.ts";

/** Tells the Pulumi program which inventory is measured. */
export const inventoryVariable = "HEARTH_BENCH_INVENTORY";

/** A stack without jobs; the machines have the accounts that jobs would run as. */
export interface BenchStack extends Stack {
  readonly jobUsers: readonly string[];
  /** Of all roles, and the jobs that the cluster runs. */
  readonly secretDeclarations: SecretDeclarations;
}

/** As lib/stack/load-stack.ts, from any inventory file: every role of roles/, an empty depot. */
export async function loadBenchStack(name: string, inventoryFile: string): Promise<BenchStack> {
  const { roles, jobs: allJobs, declared } = await loadDefinitions();
  const cluster = loadCluster(inventoryFile, { declared });
  const jobs = jobsIn(allJobs, cluster);
  const jobUsers = [...new Set(jobs.map((job) => job.user))].sort();
  const secretDeclarations = declaredSecrets(roles, jobs);
  const units = buildUnits(cluster, roles, { endpoints: [], jobUsers, artifacts: [] });
  return {
    name,
    folder: stackFolder(name),
    inventoryFile,
    cluster,
    roles,
    units,
    jobs: [],
    jobUsers,
    secretDeclarations,
  };
}
