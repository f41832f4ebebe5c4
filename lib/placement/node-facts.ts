/** What placement needs to know of a node. Plain data: a probe, the inventory, or a test fills it in. */
export interface NodeFacts {
  readonly name: string;
  /** Memory that experts may have: what is free while no expert runs. */
  readonly memoryFreeBytes: number;
  readonly gpus: readonly GpuFacts[];
  /** Physical cores; absent if not known. */
  readonly cores?: number;
  /** Absent if not known. An empty list is a processor without AVX. */
  readonly cpuFeatures?: readonly CpuFeature[];
  /** Measured with a model on the CPU; absent if nobody has measured, and then estimated from cores and features. */
  readonly measured?: Speed;
  /** By the other node's name; a node that is missing counts as one in the same house (`localLink`). */
  readonly links: Readonly<Record<string, LinkFacts>>;
}

export interface GpuFacts {
  readonly index: number;
  readonly backend: "cuda" | "vulkan" | "rocm" | "metal";
  /** What is free while no expert runs; what other programs hold counts as taken. */
  readonly memoryFreeBytes: number;
  readonly speed: Speed;
}

export type CpuFeature = "avx" | "avx2" | "avx512" | "amx";

/** Two rates that hold for any model on this device. */
export interface Speed {
  /** Weights read per second while an answer is generated: tokens per second times the bytes of the model's weights. */
  readonly weightBytesPerSecond: number;
  /** Weights applied per second while a prompt is read: tokens per second times the number of the model's weights. */
  readonly promptWeightsPerSecond: number;
}

export interface LinkFacts {
  /** Round trip. */
  readonly rttMs: number;
  readonly mbitPerSecond: number;
}

/** Two machines on a wired network at home. */
export const localLink: LinkFacts = { rttMs: 1, mbitPerSecond: 1_000 };

/** The slower of what both ends say, so that it does not matter who asks. */
export function linkBetween(one: NodeFacts, other: NodeFacts): LinkFacts {
  const there = one.links[other.name];
  const back = other.links[one.name];
  if (there === undefined || back === undefined) return there ?? back ?? localLink;
  return {
    rttMs: Math.max(there.rttMs, back.rttMs),
    mbitPerSecond: Math.min(there.mbitPerSecond, back.mbitPerSecond),
  };
}

/** Per core, with llama.cpp's kernels for that instruction set; measured on one machine for avx2, scaled for the others. */
const perCore: Readonly<Record<CpuFeature | "none", Speed>> = {
  none: { weightBytesPerSecond: 0.8e9, promptWeightsPerSecond: 2e9 },
  avx: { weightBytesPerSecond: 1.5e9, promptWeightsPerSecond: 6e9 },
  avx2: { weightBytesPerSecond: 5e9, promptWeightsPerSecond: 25e9 },
  avx512: { weightBytesPerSecond: 5e9, promptWeightsPerSecond: 40e9 },
  amx: { weightBytesPerSecond: 5e9, promptWeightsPerSecond: 80e9 },
};

/** More cores do not read faster than two channels of memory deliver. */
const mostWeightBytesPerSecond = 25e9;

const assumedCores = 2;

/** How fast the CPU is: as measured, else as its cores and features let expect. */
export function cpuSpeed({ measured, cores = assumedCores, cpuFeatures = ["avx2"] }: NodeFacts): Speed {
  if (measured !== undefined) return measured;
  const best = (["amx", "avx512", "avx2", "avx"] as const).find((feature) => cpuFeatures.includes(feature)) ?? "none";
  const { weightBytesPerSecond, promptWeightsPerSecond } = perCore[best];
  return {
    weightBytesPerSecond: Math.min(mostWeightBytesPerSecond, weightBytesPerSecond * cores),
    promptWeightsPerSecond: promptWeightsPerSecond * cores,
  };
}
