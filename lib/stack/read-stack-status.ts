import { connectCluster } from "../cluster/connect-cluster.ts";
import { expectedJobs } from "../status/expected-jobs.ts";
import { readStatus } from "../status/read-status.ts";
import type { StatusReport } from "../status/status.ts";
import { jobSpecs } from "./job-specs.ts";
import type { Stack } from "./load-stack.ts";

/** How the stack's cluster is, asked of its nodes, of Nomad and of Consul. Throws STATE_MISSING where it was never made. */
export function readStackStatus(stack: Stack, signal: AbortSignal): Promise<StatusReport> {
  const { nomad, consul } = connectCluster(stack.folder);
  const jobs = expectedJobs(stack.cluster, jobSpecs(stack));
  return readStatus(stack.cluster, { nomad, consul, jobs, stackFolder: stack.folder, signal });
}
