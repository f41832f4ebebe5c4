import type { Use } from "./fleet.ts";
import type { KvType } from "./memory-model.ts";

/** Where every expert runs and how, and why. Plain data, so that it can be kept as JSON. */
export interface Placement {
  /** By name. */
  readonly experts: readonly PlacedExpert[];
  readonly refused: readonly RefusedExpert[];
  readonly nodes: readonly NodeUse[];
}

export interface PlacedExpert {
  readonly expert: string;
  /** A row of models.yaml. */
  readonly model: string;
  readonly quantization?: string;
  readonly isFallback: boolean;
  readonly head: string;
  /** In the order in which the head names them. */
  readonly workers: readonly string[];
  readonly context: number;
  readonly kvType: KvType;
  /** One more than requests at the same time, for the liveness check; 1 for embeddings. */
  readonly slots: number;
  readonly batch: number;
  /** Absent: all that the machine has. */
  readonly threads?: number;
  /** Layers that are not on the head's CPU; absent if all are, or if the number of layers is not known. */
  readonly gpuLayers?: number;
  /** Layers of each device, workers first; empty if all are on the head's CPU. */
  readonly tensorSplit: readonly number[];
  /** The first layers whose experts stay in memory while the rest is on a GPU. */
  readonly cpuExpertLayers: number;
  readonly uses: readonly Use[];
  /** Absent unless it is split and its head's machine has room for it. */
  readonly reduced?: ReducedForm;
  /** Estimated, of answers. */
  readonly tokensPerSecond: number;
  /** Plain sentences: what was chosen and what was given up. */
  readonly reasons: readonly string[];
}

/** What the head's machine runs by itself while a worker is lost. */
export interface ReducedForm {
  readonly model: string;
  readonly context: number;
  readonly kvType: KvType;
  readonly slots: number;
  readonly batch: number;
  /** Of the head's memory. */
  readonly bytes: number;
}

export interface RefusedExpert {
  readonly expert: string;
  /** What is missing, in numbers. */
  readonly reason: string;
  /** The nearest thing that works. */
  readonly instead: string;
}

export interface NodeUse {
  readonly node: string;
  /** What may be used: measured, less the margin. */
  readonly memoryBytes: number;
  readonly memoryTakenBytes: number;
  readonly gpus: readonly { readonly memoryBytes: number; readonly memoryTakenBytes: number }[];
}
