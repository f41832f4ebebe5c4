import type { Expert, Model } from "../config/derive/cluster.ts";
import { fixedUses } from "../placement/fixed-uses.ts";
import { sum } from "../placement/memory-model.ts";
import { mebibytes } from "./mebibytes.ts";

/* What the head and the workers of an expert share. */

/** The account that every llama.cpp process runs as. */
export const llamaUser = "hearth-llama";

export const expertService = (expert: Expert): string => `expert-${expert.name}`;

/** One process, job and Consul service for each node that holds layers of an expert. */
export interface RpcWorker {
  readonly expert: Expert;
  readonly node: string;
  readonly port: number;
  readonly service: string;
}

/** The workers of an expert, in the order of its inventory. */
export function rpcWorkers(expert: Expert): readonly RpcWorker[] {
  return expert.workers.map((node, index) => {
    const port = expert.rpcPorts[index];
    if (port === undefined) throw new TypeError(`expert ${expert.name} has no port for its worker on ${node}`);
    return { expert, node, port, service: `rpc-${expert.name}-${node}` };
  });
}

/** Enough for whatever it runs, so that it need not be placed again to run it. */
export const headMebibytes = (expert: Expert): number =>
  Math.max(mebibytesOn(expert, expert.head), mebibytes(expert.reduced?.bytes ?? 0));

export const workerMebibytes = (expert: Expert, node: string): number => mebibytesOn(expert, node);

/** As placed, or, for an expert that was placed by hand, in equal parts. */
function mebibytesOn({ head, workers, model: { memoryBytes }, serving }: Expert, node: string): number {
  const uses = serving?.uses ?? fixedUses({ head, workers, memoryBytes });
  return mebibytes(sum(uses.filter((use) => use.node === node && use.device === "memory").map(({ bytes }) => bytes)));
}

/** Time for a first load over a slow home network and from a slow disk. */
const loadBytesPerSecond = 8 * 2 ** 20;
const startSeconds = 45;

/** How long a model may take from the start of a process to its first token. */
export const loadSeconds = (model: Model): number => startSeconds + Math.ceil(model.sizeBytes / loadBytesPerSecond);

/** Like `loadSeconds`, including the time to fetch the program and the model from the depot. */
export const deploySeconds = (model: Model): number => 60 + 2 * loadSeconds(model);
