import type { NomadNode } from "../nomad/nomad-types.ts";
import type { Attempt } from "./attempt.ts";
import type { NodeView } from "./look-at-node.ts";
import type { NodeStatus } from "./status.ts";

export interface NodesVerdict {
  readonly nodes: readonly NodeStatus[];
  readonly problems: readonly string[];
}

/**
 * A node is ready if it answers us now and Nomad may place work on it. Nomad alone would report a dead node as ready until it
 * misses a heartbeat.
 */
export function judgeNodes(
  views: readonly NodeView[],
  nomad: Attempt<readonly NomadNode[]>,
  mayBeOff: readonly string[] = [],
): NodesVerdict {
  const known = new Map(views.flatMap(({ addresses }) => [...addresses]));
  const verdicts = views.map(({ node, problem, silent = false, addresses }) => {
    const because = problem ?? (nomad.ok ? nomadProblem(node, nomad.value) : "Nomad could not be reached");
    const overlayAddress = addresses.get(node) ?? known.get(node) ?? null;
    if (silent && mayBeOff.includes(node)) {
      return { status: { name: node, overlayAddress, ready: false, off: true as const }, because: undefined };
    }
    return { status: { name: node, overlayAddress, ready: because === undefined }, because };
  });
  return {
    nodes: verdicts.map(({ status }) => status),
    problems: verdicts.flatMap(({ status, because }) =>
      because === undefined ? [] : [`node ${status.name} is not ready: ${because}`],
    ),
  };
}

/** A reinstalled node leaves an old entry in Nomad that is down; the one that is ready counts. */
function nomadProblem(node: string, all: readonly NomadNode[]): string | undefined {
  const own = all.filter(({ Name }) => Name === node);
  const best = own.find(({ Status }) => Status === "ready") ?? own[0];
  if (best === undefined) return "Nomad does not know it";
  if (best.Status !== "ready") return `its status in Nomad is ${best.Status}`;
  if (best.Drain || best.SchedulingEligibility !== "eligible") {
    return `Nomad may not place work on it until \`hearth node undrain ${node}\``;
  }
  return undefined;
}
