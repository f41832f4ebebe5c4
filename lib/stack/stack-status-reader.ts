import { connectCluster } from "../cluster/connect-cluster.ts";
import { expectedJobs } from "../status/expected-jobs.ts";
import { readStatus, type StatusOptions } from "../status/read-status.ts";
import type { StatusReport } from "../status/status.ts";
import { expiryWarning } from "../secrets/certificate-expiry.ts";
import { stackCommand } from "../stack-command.ts";
import { jobSpecs } from "./job-specs.ts";
import type { Stack } from "./load-stack.ts";

/**
 * Reads the cluster's status from its nodes, Nomad and Consul. To read repeatedly, keep one reader: its connections stay open,
 * and Nomad and Consul refuse a client with a hundred of them. Throws STATE_MISSING if the cluster was never made.
 */
export function stackStatusReader(
  stack: Stack,
  options: Pick<StatusOptions, "read"> = {},
): (signal: AbortSignal) => Promise<StatusReport> {
  const { nomad, consul } = connectCluster(stack.folder);
  // Ids and gates only, so it does not matter what is packed: the inventory may have changed since the last up.
  const jobs = expectedJobs(stack.cluster, jobSpecs(stack, { planned: true }));
  return async (signal) => {
    const report = await readStatus(stack.cluster, {
      ...options,
      nomad,
      consul,
      jobs,
      stackFolder: stack.folder,
      signal,
    });
    const expiry = expiryWarning(stack.folder);
    if (expiry === undefined) return report;
    const warning = `${expiry}; \`${stackCommand(stack.name, "up")}\` renews what is due`;
    return { ...report, status: { ...report.status, warnings: [warning] } };
  };
}
