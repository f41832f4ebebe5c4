import type { Cluster } from "../../config/derive/cluster.ts";
import { gatewayMapping } from "../../jobs/gateway-mapping.ts";
import { expertService, rpcWorkers } from "../../jobs/llama.ts";
import type { ServicePlace } from "../../steps/consul-rights.ts";

/** What becomes of a job while its machine is drained. */
export interface DrainEffect {
  readonly job: string;
  /** `waits`: it may run nowhere else, and starts again when the machine may have work. */
  readonly fate: "moves" | "waits";
  /** Where it may go. */
  readonly to: readonly string[];
  /** The next one comes up first. */
  readonly withoutGap: boolean;
  /** Of an expert that waits: what answers its requests meanwhile. */
  readonly answeredBy?: readonly string[];
  /** Of a worker of an expert: the expert, which its head's machine runs alone in a smaller form. */
  readonly reduces?: string;
}

export interface DrainScene {
  readonly node: string;
  readonly cluster: Pick<Cluster, "experts" | "gateway">;
  /** Ids of the jobs that run on the node. */
  readonly running: readonly string[];
  /** Where each service may run. */
  readonly places: readonly ServicePlace[];
  /** Machines that Nomad may place work on now. */
  readonly eligible: readonly string[];
  /** Jobs of which a second version comes up before the first one ends. */
  readonly gapless: ReadonlySet<string>;
}

/** What a drain does to each job, in the order of their names. Pure. */
export function drainEffects({
  node,
  cluster,
  running,
  places,
  eligible,
  gapless,
}: DrainScene): readonly DrainEffect[] {
  return [...new Set(running)].toSorted().map((job): DrainEffect => {
    const allowed = places.filter(({ service }) => service === job).flatMap(({ nodes }) => nodes);
    const to = eligible.filter((each) => each !== node && allowed.includes(each));
    if (to.length > 0) return { job, fate: "moves", to, withoutGap: gapless.has(job) };
    const waits = { job, fate: "waits", to, withoutGap: false } as const;
    const worker = cluster.experts.flatMap(rpcWorkers).find(({ service }) => service === job);
    if (worker?.expert.reduced !== undefined && worker.expert.head !== node) {
      return { ...waits, reduces: worker.expert.name };
    }
    const expert = worker?.expert ?? cluster.experts.find((each) => expertService(each) === job);
    return expert === undefined ? waits : { ...waits, answeredBy: standInsOf(expert.name, node, cluster) };
  });
}

/** What the gateway asks instead, as far as it does not need the machine itself. */
function standInsOf(name: string, node: string, cluster: DrainScene["cluster"]): readonly string[] {
  const { fallbacks = {} } = gatewayMapping(cluster);
  const needs = cluster.experts
    .filter(({ head, workers, reduced }) => head === node || (workers.includes(node) && reduced === undefined))
    .map((expert) => expert.name);
  return (fallbacks[name] ?? []).filter((other) => !needs.includes(other));
}

/** A line for each job. */
export const formatEffects = (node: string, effects: readonly DrainEffect[]): readonly string[] =>
  effects.length === 0 ? [`nothing runs on ${node}`] : effects.map((effect) => `${effect.job} ${fateOf(effect, node)}`);

function fateOf({ fate, to, withoutGap, answeredBy, reduces }: DrainEffect, node: string): string {
  if (fate === "moves") {
    const where = `moves to ${to.join(" or ")}`;
    return withoutGap ? `${where}, and ends here only when it is healthy there` : where;
  }
  const waits = `waits for ${node}`;
  if (reduces !== undefined) return `${waits}; ${reduces} goes on in a smaller form without it`;
  if (answeredBy === undefined) return `${waits}, for it may run nowhere else`;
  if (answeredBy.length > 0) return `${waits}; its requests are answered by ${answeredBy.join(", then ")}`;
  return `${waits}, and nothing answers its requests meanwhile`;
}
