import type { ConsulApi } from "../consul/consul-api.ts";
import { messageOf } from "@hearth/kernel/errors.ts";
import { notYet, ready, waitFor, type Clock } from "@hearth/kernel/wait.ts";

export interface WaitForConsulOptions {
  readonly limitMs: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

type Agent = Pick<ConsulApi, "takesLogins">;

/**
 * Waits until Consul's agent on every node lets Nomad's tasks log in. Tasks log in when they start, through the agent of their
 * node, and a task that is refused during an election has failed. Throws WAIT_TIMEOUT with the nodes that are not ready.
 */
export function waitForConsul(agents: ReadonlyMap<string, Agent>, options: WaitForConsulOptions): Promise<void> {
  return waitFor({ what: "Consul to accept the logins of Nomad's tasks", ...options }, async () => {
    const missing = await Promise.all(
      [...agents].map(async ([node, agent]): Promise<readonly string[]> => {
        try {
          return (await agent.takesLogins()) ? [] : [`on ${node} it has no leader`];
        } catch (thrown) {
          return [`on ${node}: ${messageOf(thrown)}`];
        }
      }),
    );
    return missing.flat().length === 0 ? ready(undefined) : notYet(missing.flat().join("; "));
  });
}
