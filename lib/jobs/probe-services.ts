import type { ConsulApi } from "../consul/consul-api.ts";
import { notYet, ready, type Probe } from "@hearth/kernel/wait.ts";

/**
 * What an instance says that answers with less than was planned: all that does not pass is a warning of a check. Undefined if there is
 * none, or one that lacks nothing.
 */
export async function reducedService(
  consul: Pick<ConsulApi, "health">,
  services: readonly string[],
): Promise<string | undefined> {
  for (const service of services) {
    const failing = (await consul.health(service)).map(({ checks }) =>
      checks.filter((check) => check.status !== "passing"),
    );
    const reduced = failing.find((checks) => checks.every(({ status }) => status === "warning"));
    if (reduced?.[0] !== undefined) return reduced[0].output.trim();
  }
  return undefined;
}

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
