import type { ConsulApi } from "../consul/consul-api.ts";
import { notYet, ready, type Probe } from "@hearth/kernel/wait.ts";

/**
 * Ready when each service has an instance with all checks passing. One is enough, because a lost node's registrations stay in
 * Consul for days.
 */
export async function probeServices(
  consul: Pick<ConsulApi, "health">,
  services: readonly string[],
): Promise<Probe<undefined>> {
  for (const service of services) {
    const instances = await consul.health(service);
    const failing = instances.map(({ checks }) => checks.find((check) => check.status !== "passing"));
    if (failing.includes(undefined)) continue;
    const [check] = failing;
    if (check === undefined) return notYet(`service ${service} is not in Consul yet`);
    return notYet(`check ${check.name} of service ${service} is ${check.status}`);
  }
  return ready(undefined);
}
