import { endpointsOn } from "../plan/endpoints-on.ts";
import { runPreflight, type PreflightOptions } from "../preflight/run-preflight.ts";
import type { PreflightReport } from "../preflight/report.ts";
import type { Stack } from "./load-stack.ts";

/** Checks every machine of the stack before any of them is changed. */
export function preflightStack(
  stack: Stack,
  options: Pick<PreflightOptions, "signal" | "run"> = {},
): Promise<PreflightReport> {
  const { cluster, roles, jobs, folder } = stack;
  const jobEndpoints = jobs.flatMap((job) => job.endpoints(cluster));
  return runPreflight(cluster, {
    stackFolder: folder,
    ports: (node) => endpointsOn(node, cluster, { roles, jobEndpoints }),
    ...options,
  });
}
