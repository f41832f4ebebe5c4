import type { ConsulApi } from "../consul/consul-api.ts";
import { probeAllocations } from "../jobs/probe-allocations.ts";
import { probeServices, reducedService } from "../jobs/probe-services.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { Allocation } from "../nomad/nomad-types.ts";
import type { JobStatus } from "./status.ts";

/** A job that has to be there; the same as a JobSpec's id and gate. */
export interface ExpectedJob {
  readonly name: string;
  /** Consul services that need an instance whose every check passes. */
  readonly services: readonly string[];
  /** Other nodes that it needs: those of an expert's workers. */
  readonly nodes: readonly string[];
  /** All nodes that it cannot do without; empty where it moves. */
  readonly places: readonly string[];
}

export interface JobVerdict {
  readonly status: JobStatus;
  /** Undefined if it is healthy. */
  readonly because: string | undefined;
}

export interface JobScene {
  readonly nomad: NomadApi;
  readonly consul: Pick<ConsulApi, "health">;
}

/** Whether a job runs and its checks pass, according to Nomad and Consul. Throws what the APIs throw. */
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
  if (served.ready) return verdict(undefined);
  const reduced = await reducedService(consul, services);
  if (reduced === undefined) return verdict(served.because);
  const { status } = verdict(reduced);
  return { status: { ...status, reduced }, because: reduced };
}

/** The node where it runs, or ran last. */
function placeOf(allocations: readonly Allocation[]): string | null {
  const running = allocations.find((each) => each.DesiredStatus === "run" && each.ClientStatus === "running");
  return (running ?? allocations[0])?.NodeName ?? null;
}

/** A job is healthy only if the nodes it needs are ready, even if Nomad and Consul have not noticed a failure yet. */
export function standOnNodes(verdict: JobVerdict, { nodes }: ExpectedJob, lost: ReadonlySet<string>): JobVerdict {
  const { status, because } = verdict;
  const own = status.node === null ? [] : [status.node];
  const missing = [...own, ...nodes].filter((node) => lost.has(node));
  if (because !== undefined || missing.length === 0) return verdict;
  return { status: { ...status, healthy: false }, because: `it needs ${missing.join(", ")}` };
}

/** A job that cannot run because machines are off that may be is no problem. */
export function waitForNodes(verdict: JobVerdict, { places }: ExpectedJob, off: ReadonlySet<string>): JobVerdict {
  const waitsFor = places.filter((node) => off.has(node));
  if (verdict.because === undefined || waitsFor.length === 0) return verdict;
  return { status: { ...verdict.status, waitsFor }, because: undefined };
}
