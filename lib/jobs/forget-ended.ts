import type { ConsulApi } from "../consul/consul-api.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { JobSpec } from "./define-job.ts";

export interface ForgetOptions {
  readonly nomad: Pick<NomadApi, "allocations">;
  readonly consul: Pick<ConsulApi, "health" | "deregister">;
}

/**
 * Has Consul forget the instances whose allocations have ended, and returns the nodes that they were on.
 *
 * A machine that a job may no longer run on has lost the right to write its services. It cannot remove them, and Consul would show
 * the last result of their checks for good: callers would go on asking a machine where nothing answers.
 */
export async function forgetEnded(
  { id, gate }: Pick<JobSpec, "id" | "gate">,
  { nomad, consul }: ForgetOptions,
): Promise<readonly string[]> {
  const allocations = await nomad.allocations(id);
  const running = allocations.filter(
    ({ DesiredStatus, ClientStatus }) =>
      DesiredStatus === "run" && ["pending", "running", "unknown"].includes(ClientStatus),
  );
  // Nomad names an instance after its allocation: _nomad-task-ALLOCATION-group-….
  const isEnded = (service: string): boolean =>
    service.startsWith("_nomad-task-") && !running.some(({ ID }) => service.startsWith(`_nomad-task-${ID}-`));
  const nodes: string[] = [];
  for (const service of gate.services) {
    for (const instance of await consul.health(service)) {
      if (!isEnded(instance.id)) continue;
      await consul.deregister(instance.node, instance.id);
      nodes.push(instance.node);
    }
  }
  return nodes;
}
