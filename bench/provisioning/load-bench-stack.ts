import { loadCluster } from "../../lib/config/load-cluster.ts";
import { loadJobs } from "../../lib/jobs/load-jobs.ts";
import { stackFolder } from "../../lib/paths.ts";
import { buildUnits } from "../../lib/plan/build-plan.ts";
import { loadRoles } from "../../lib/plan/load-roles.ts";
import type { Stack } from "../../lib/stack/load-stack.ts";

/** Tells the Pulumi program which inventory is measured. */
export const inventoryVariable = "HEARTH_BENCH_INVENTORY";

/** A stack without jobs; the machines have the accounts that jobs would run as. */
export interface BenchStack extends Stack {
  readonly jobUsers: readonly string[];
}

/** As lib/stack/load-stack.ts, from any inventory file: every role of roles/, an empty depot. */
export async function loadBenchStack(name: string, inventoryFile: string): Promise<BenchStack> {
  const [roles, jobs] = await Promise.all([loadRoles(), loadJobs()]);
  const roleOptions = Object.fromEntries(roles.map((role) => [role.name, role.options]));
  const cluster = loadCluster(inventoryFile, { roleOptions });
  const jobUsers = [...new Set(jobs.map((job) => job.user))].sort();
  const units = buildUnits(cluster, roles, { endpoints: [], jobUsers, artifacts: [] });
  return { name, folder: stackFolder(name), inventoryFile, cluster, roles, units, jobs: [], jobUsers };
}
