import type { NomadApi } from "../nomad/nomad-api.ts";
import { notYet, ready, waitFor, type Clock } from "@hearth/kernel/wait.ts";

export interface WaitForNodesOptions {
  /** Names of the nodes that have to be ready. */
  readonly nodes: readonly string[];
  readonly limitMs: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** Waits until Nomad may place work on every node. Throws WAIT_TIMEOUT with those that are missing. */
export function waitForNodes(
  nomad: Pick<NomadApi, "leader" | "nodes">,
  { nodes, limitMs, ...rest }: WaitForNodesOptions,
): Promise<void> {
  return waitFor({ what: "every node to be ready in Nomad", limitMs, ...rest }, async () => {
    if ((await nomad.leader()) === undefined) return notYet("Nomad has no leader");
    const found = await nomad.nodes();
    const missing = nodes.filter(
      (name) =>
        !found.some(
          (node) => node.Name === name && node.Status === "ready" && node.SchedulingEligibility === "eligible",
        ),
    );
    return missing.length === 0 ? ready(undefined) : notYet(`not ready: ${missing.join(", ")}`);
  });
}
