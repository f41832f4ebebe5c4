import type { ConsulApi } from "../consul/consul-api.ts";
import { probeAllocations } from "../jobs/probe-allocations.ts";
import { probeServices } from "../jobs/probe-services.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { Allocation } from "../nomad/nomad-types.ts";
import type { JobStatus } from "./status.ts";

/** A job that is to be there; a JobSpec's id and gate say the same. */
export interface ExpectedJob {
  readonly name: string;
  /** Consul services that need an instance whose every check passes. */
  readonly services: readonly string[];
  /** Other nodes that it cannot work without: those of an expert's workers. */
  readonly nodes: readonly string[];
}

export interface JobVerdict {
  readonly status: JobStatus;
  /** Undefined when it is healthy. */
  readonly because: string | undefined;
}

export interface JobScene {
  readonly nomad: NomadApi;
  readonly consul: Pick<ConsulApi, "health">;
}

/** Whether a job runs and its checks pass, as Nomad and Consul see it. Throws what the APIs throw. */
export async function judgeJob({ name, services }: ExpectedJob, { nomad, consul }: JobScene): Promise<JobVerdict> {
  const [job, allocations] = await Promise.all([nomad.job(name), nomad.allocations(name)]);
  const verdict = (because: string | undefined): JobVerdict => ({
    status: { name, healthy: because === undefined, node: placeOf(allocations) },
    because,
  });
  if (job === undefined || job.Stop) return verdict("it is not registered");
  const placed = await probeAllocations(nomad, job);
  if (!placed.ready) return verdict(placed.because);
  const served = await probeServices(consul, services);
  return verdict(served.ready ? undefined : served.because);
}

/** Where it runs, or ran last. */
function placeOf(allocations: readonly Allocation[]): string | null {
  const running = allocations.find((each) => each.DesiredStatus === "run" && each.ClientStatus === "running");
  return (running ?? allocations[0])?.NodeName ?? null;
}

/** A job is no healthier than the nodes that it stands on, whatever Nomad and Consul have noticed so far. */
export function standOnNodes(verdict: JobVerdict, { nodes }: ExpectedJob, lost: ReadonlySet<string>): JobVerdict {
  const { status, because } = verdict;
  const own = status.node === null ? [] : [status.node];
  const missing = [...own, ...nodes].filter((node) => lost.has(node));
  if (because !== undefined || missing.length === 0) return verdict;
  return { status: { ...status, healthy: false }, because: `it needs ${missing.join(", ")}` };
}
