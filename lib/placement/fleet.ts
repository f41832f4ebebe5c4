import { cpuSpeed, linkBetween, type CpuFeature, type LinkFacts, type NodeFacts, type Speed } from "./node-facts.ts";

/** Parts of two machines farther apart than this do not make one expert: every token would wait for the way. */
export const farthestRttMs = 80;

const mebibyte = 2 ** 20;

/** What is left free of a node's memory, for what nobody has planned. */
export const memoryMargin = (freeBytes: number): number => Math.max(256 * mebibyte, Math.ceil(freeBytes / 10));

/** As for memory; a GPU's driver takes some for each process. */
export const gpuMargin = (freeBytes: number): number => Math.max(512 * mebibyte, Math.ceil(freeBytes / 20));

/** A node with what experts may still take of it. */
export interface FleetNode {
  readonly facts: NodeFacts;
  readonly cpu: Speed;
  /** Measured memory less the margin. */
  readonly memoryBytes: number;
  readonly gpuBytes: readonly number[];
  /** Why it may run no experts, in words that follow its name; absent if it may. */
  readonly unfit?: string;
}

/** The nodes by name, so that the order in which they are listed decides nothing. */
export interface Fleet {
  readonly nodes: readonly FleetNode[];
  readonly byName: ReadonlyMap<string, FleetNode>;
  readonly link: (one: FleetNode, other: FleetNode) => LinkFacts;
}

export function fleetOf(nodes: readonly NodeFacts[], needed: readonly CpuFeature[]): Fleet {
  const sorted = nodes
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map((facts): FleetNode => {
      const missing = facts.cpuFeatures && needed.find((feature) => !facts.cpuFeatures?.includes(feature));
      return {
        facts,
        cpu: cpuSpeed(facts),
        memoryBytes: Math.max(0, facts.memoryFreeBytes - memoryMargin(facts.memoryFreeBytes)),
        gpuBytes: facts.gpus.map(({ memoryFreeBytes }) => Math.max(0, memoryFreeBytes - gpuMargin(memoryFreeBytes))),
        ...(missing !== undefined && {
          unfit: `has a processor without ${missing.toUpperCase()}, which this build of llama.cpp needs`,
        }),
      };
    });
  const known = new Map<FleetNode, Map<FleetNode, LinkFacts>>();
  const link = (one: FleetNode, other: FleetNode): LinkFacts => {
    const links = known.get(one) ?? new Map<FleetNode, LinkFacts>();
    known.set(one, links);
    const found = links.get(other) ?? linkBetween(one.facts, other.facts);
    links.set(other, found);
    return found;
  };
  return { nodes: sorted, byName: new Map(sorted.map((node) => [node.facts.name, node])), link };
}

/** A device of a node: its memory, or one of its GPUs by index in `NodeFacts.gpus`. */
export type Device = "memory" | number;

export interface Use {
  readonly node: string;
  readonly device: Device;
  readonly bytes: number;
}

/** Bytes of a node's memory among the uses. */
export const memoryOn = (uses: readonly Use[], node: string): number =>
  uses.reduce((sum, use) => sum + (use.node === node && use.device === "memory" ? use.bytes : 0), 0);

/** What is taken of the fleet. */
export class Ledger {
  readonly #memory = new Map<string, number>();
  readonly #gpus = new Map<string, number>();
  readonly #experts = new Map<string, number>();

  take(uses: readonly Use[], sign: 1 | -1 = 1): void {
    for (const { node, device, bytes } of uses) {
      const taken = device === "memory" ? this.#memory : this.#gpus;
      const key = device === "memory" ? node : `${node} ${device}`;
      taken.set(key, (taken.get(key) ?? 0) + sign * bytes);
    }
    for (const node of new Set(uses.map((use) => use.node))) {
      this.#experts.set(node, (this.#experts.get(node) ?? 0) + sign);
    }
  }

  /** Memory that an expert may need later. */
  reserve(node: string, bytes: number): void {
    this.#memory.set(node, (this.#memory.get(node) ?? 0) + bytes);
  }

  release(uses: readonly Use[]): void {
    this.take(uses, -1);
  }

  takenMemory = (node: string): number => this.#memory.get(node) ?? 0;

  /** Experts that have a part on the node. */
  expertsOn = (node: string): number => this.#experts.get(node) ?? 0;

  freeMemory = ({ facts, memoryBytes }: FleetNode): number => memoryBytes - this.takenMemory(facts.name);

  freeGpu = ({ facts, gpuBytes }: FleetNode, gpu: number): number =>
    (gpuBytes[gpu] ?? 0) - (this.#gpus.get(`${facts.name} ${gpu}`) ?? 0);

  takenGpu = (node: string, gpu: number): number => this.#gpus.get(`${node} ${gpu}`) ?? 0;

  fits(fleet: Fleet, uses: readonly Use[]): boolean {
    return uses.every(({ node, device, bytes }) => {
      const found = fleet.byName.get(node);
      if (found === undefined) return false;
      return bytes <= (device === "memory" ? this.freeMemory(found) : this.freeGpu(found, device));
    });
  }
}
