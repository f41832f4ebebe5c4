import type { NomadApi } from "../nomad/nomad-api.ts";
import type { Allocation, RegisteredJob } from "../nomad/nomad-types.ts";
import { notYet, ready, type Probe } from "@hearth/kernel/wait.ts";

/**
 * Whether a job without a deployment is in its wanted state, judged by its allocations: a service runs somewhere, a system job
 * runs on every node that accepts work, a batch job has succeeded.
 */
export async function probeAllocations(nomad: NomadApi, job: RegisteredJob): Promise<Probe<undefined>> {
  const current = (await nomad.allocations(job.ID)).filter((allocation) => allocation.JobVersion === job.Version);
  switch (job.Type) {
    case "system":
      return probeSystem(nomad, job, current);
    case "batch":
      return probeBatch(current);
    default:
      return current.some(isRunning) ? ready(undefined) : notYet("no allocation of this version runs");
  }
}

const isRunning = ({ ClientStatus, DesiredStatus }: Allocation): boolean =>
  ClientStatus === "running" && DesiredStatus === "run";

async function probeSystem(
  nomad: NomadApi,
  { Datacenters }: RegisteredJob,
  allocations: readonly Allocation[],
): Promise<Probe<undefined>> {
  const running = new Set(allocations.filter(isRunning).map((allocation) => allocation.NodeID));
  const missing = (await nomad.nodes())
    .filter((node) => node.Status === "ready" && node.SchedulingEligibility === "eligible" && !node.Drain)
    .filter((node) => Datacenters.includes(node.Datacenter) || Datacenters.includes("*"))
    .filter((node) => !running.has(node.ID));
  return missing.length === 0
    ? ready(undefined)
    : notYet(`not running on ${missing.map(({ Name }) => Name).join(", ")}`);
}

function probeBatch(allocations: readonly Allocation[]): Probe<undefined> {
  const open = allocations.find(({ ClientStatus }) => ClientStatus !== "complete");
  if (allocations.length === 0) return notYet("it has not started");
  return open === undefined ? ready(undefined) : notYet(`its allocation on ${open.NodeName} is ${open.ClientStatus}`);
}
