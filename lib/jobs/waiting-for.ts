import type { Cluster } from "../config/derive/cluster.ts";
import { expertService, rpcWorkers } from "./llama.ts";

/**
 * For each job of the experts, the machines without which it cannot run, by the job's id. Other jobs move to another machine, or
 * stand on one that is always on.
 */
export const nodesNeededBy = ({ experts }: Pick<Cluster, "experts">): ReadonlyMap<string, readonly string[]> =>
  new Map(
    experts.flatMap((expert): (readonly [string, readonly string[]])[] => [
      [expertService(expert), [expert.head, ...expert.workers]],
      ...rpcWorkers(expert).map(({ service, node }) => [service, [node]] as const),
    ]),
  );

/** Ids of the jobs that cannot run while these machines are off. */
export const jobsWaitingFor = (cluster: Pick<Cluster, "experts">, off: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...nodesNeededBy(cluster)].flatMap(([id, nodes]) => (nodes.some((node) => off.has(node)) ? [id] : [])));

/** Names of the machines that may be off. */
export const nodesThatMayBeOff = ({ nodes }: Pick<Cluster, "nodes">): readonly string[] =>
  nodes.filter(({ mayBeOff = false }) => mayBeOff).map(({ name }) => name);
