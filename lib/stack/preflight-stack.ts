import type { ClusterNode } from "../config/cluster.ts";
import type { Endpoint } from "../plan/endpoint.ts";
import { runPreflight } from "../preflight/run-preflight.ts";
import type { PreflightReport } from "../preflight/report.ts";
import type { Stack } from "./load-stack.ts";

/** Looks at every machine of the stack before anything is changed on one. */
export function preflightStack(stack: Stack, signal?: AbortSignal): Promise<PreflightReport> {
  return runPreflight(stack.cluster, {
    stackFolder: stack.folder,
    ports: (node) => endpointsOf(stack, node),
    ...(signal && { signal }),
  });
}

/** What is to listen on a node: of its roles, and of jobs, which may come to run there. */
function endpointsOf({ cluster, roles, jobs }: Stack, node: ClusterNode): readonly Endpoint[] {
  return [
    ...roles
      .filter((role) => role.runsOn?.(cluster, node) ?? true)
      .flatMap((role) => role.endpoints?.(cluster, node) ?? []),
    ...jobs.flatMap((job) => job.endpoints(cluster)),
  ];
}
