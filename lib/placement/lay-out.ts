import type { Device, Fleet, FleetNode, Ledger, Use } from "./fleet.ts";
import {
  activeLayerBytes,
  cacheBytes,
  computeBytes,
  memoryOnOneDevice,
  outputBufferBytes,
  partsSum,
  processBytes,
  projectorNeed,
  sum,
  type MemoryShape,
  type Serving,
} from "./memory-model.ts";
import type { Speed } from "./node-facts.ts";
import { packLayers, type Bin } from "./pack-layers.ts";

/** Where the parts of one model are. */
export interface Layout {
  readonly head: FleetNode;
  readonly workers: readonly FleetNode[];
  readonly uses: readonly Use[];
  /** Layers on anything but the head's CPU, the output being one; 0 if all stay there. */
  readonly gpuLayers: number;
  /** Layers of each device, RPC devices first; empty without any. */
  readonly tensorSplit: readonly number[];
  /** The first layers whose experts stay in the head's memory; 0 for none. */
  readonly cpuExpertLayers: number;
  readonly secondsPerToken: number;
}

interface Terms {
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  readonly shape: MemoryShape;
  readonly serving: Serving;
  /** Share of what is free that has to stay free besides the margin. */
  readonly reserve: number;
}

/** A model on one node: on its GPUs as far as they go, else in its memory. */
export function layOutOnOne(terms: Terms, head: FleetNode): Layout | undefined {
  const inMemory = onCpu(terms, head);
  if (head.facts.gpus.length === 0 || terms.shape.isEstimated) return inMemory;
  return withGpus(terms, head) ?? inMemory;
}

/** The memory that a node needs to run the model alone and without a GPU. */
export function needOnCpu(shape: MemoryShape, serving: Serving): number {
  const known = needs.get(shape) ?? new Map<string, number>();
  needs.set(shape, known);
  const key = keyOf(serving);
  const need = known.get(key) ?? Math.ceil(processBytes + partsSum(memoryOnOneDevice(shape, serving)));
  known.set(key, need);
  return need;
}

const keyOf = ({ context, slots, kvType, batch, flashAttention = true }: Serving): string =>
  `${context} ${slots} ${kvType} ${batch} ${flashAttention}`;

/* Asked for again and again, for every node. */
const units = new WeakMap<MemoryShape, Map<string, readonly number[]>>();
const needs = new WeakMap<MemoryShape, Map<string, number>>();
const readBytes = new WeakMap<MemoryShape, number>();

/** Bytes of weights that one token passes through. */
function bytesPerToken(shape: MemoryShape): number {
  const bytes =
    readBytes.get(shape) ?? shape.outputBytes + sum(shape.layerBytes.map((_, layer) => activeLayerBytes(shape, layer)));
  readBytes.set(shape, bytes);
  return bytes;
}

export function onCpu({ ledger, shape, serving, reserve }: Terms, head: FleetNode): Layout | undefined {
  const bytes = needOnCpu(shape, serving);
  if (bytes > ledger.freeMemory(head) * (1 - reserve)) return undefined;
  return {
    head,
    workers: [],
    uses: [{ node: head.facts.name, device: "memory", bytes }],
    gpuLayers: 0,
    tensorSplit: [],
    cpuExpertLayers: 0,
    secondsPerToken: bytesPerToken(shape) / head.cpu.weightBytesPerSecond,
  };
}

/** First all on the GPUs; then with more and more experts in memory; then with fewer and fewer layers. */
function withGpus(terms: Terms, head: FleetNode): Layout | undefined {
  const { layerBytes, expertBytes } = terms.shape;
  const all = layerBytes.length + 1;
  const attempt = (gpuLayers: number, cpuExpertLayers: number): Layout | undefined =>
    layOut(terms, { head, workers: [], gpuLayers, cpuExpertLayers });
  if (expertBytes.some((bytes) => bytes > 0)) {
    const least = firstThat(layerBytes.length, (inMemory) =>
      gpusHold(terms, head, { gpuLayers: all, cpuExpertLayers: inMemory }),
    );
    if (least !== undefined) return attempt(all, least);
  }
  const fewest = firstThat(all - 1, (spared) => gpusHold(terms, head, { gpuLayers: all - spared, cpuExpertLayers: 0 }));
  return fewest === undefined ? undefined : attempt(all - fewest, 0);
}

/** Whether the GPUs alone hold the last layers; the head's memory is another question. */
function gpusHold(
  terms: Terms,
  head: FleetNode,
  { gpuLayers, cpuExpertLayers }: { readonly gpuLayers: number; readonly cpuExpertLayers: number },
): boolean {
  const { shape, serving } = terms;
  const units = unitsOf(shape, serving, cpuExpertLayers);
  return (
    packLayers(units.slice(units.length - gpuLayers), binsOf(gpusOf(terms, head, computeBytes(shape, serving)))) !==
    undefined
  );
}

/** The least number up to `most` that holds, where every larger one holds as well. */
function firstThat(most: number, holds: (number: number) => boolean): number | undefined {
  if (!holds(most)) return undefined;
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What each layer takes where it is, with its part of the cache, and the output as the last. */
function unitsOf(shape: MemoryShape, serving: Serving, cpuExpertLayers: number): readonly number[] {
  const known = units.get(shape) ?? new Map<string, readonly number[]>();
  units.set(shape, known);
  const key = `${keyOf(serving)} ${cpuExpertLayers}`;
  const found = known.get(key) ?? [
    ...shape.layerBytes.map(
      (bytes, layer) =>
        bytes - (layer < cpuExpertLayers ? (shape.expertBytes[layer] ?? 0) : 0) + cacheBytes(shape, layer, serving),
    ),
    shape.outputBytes,
  ];
  known.set(key, found);
  return found;
}

interface Parts {
  readonly head: FleetNode;
  readonly workers: readonly FleetNode[];
  /** Absent: as many as the head's own CPU does not hold. */
  readonly gpuLayers?: number;
  readonly cpuExpertLayers?: number;
  /** Whether the head's CPU may hold layers; where the layers are not known, none can be counted out for it. */
  readonly headHolds?: boolean;
  /** How many layers each place holds, the head's CPU first, where that is already decided. */
  readonly counts?: readonly number[];
}

interface Place {
  readonly node: FleetNode;
  readonly device: Device;
  readonly speed: Speed;
  readonly capacityBytes: number;
}

/** The layers in a row over the head's CPU, the workers' devices, and the head's GPUs. */
export function layOut(terms: Terms, parts: Parts): Layout | undefined {
  const { fleet, ledger, shape, serving, reserve } = terms;
  const { head, workers, cpuExpertLayers = 0, headHolds = !shape.isEstimated } = parts;
  const rows = unitsOf(shape, serving, cpuExpertLayers);
  const keptExperts = sum(shape.expertBytes.slice(0, cpuExpertLayers));
  const compute = computeBytes(shape, serving);
  const headFixed =
    processBytes + shape.inputBytes + keptExperts + projectorNeed(shape) + compute + outputBufferBytes(shape, serving);
  const places: Place[] = [
    {
      node: head,
      device: "memory",
      speed: head.cpu,
      capacityBytes: ledger.freeMemory(head) * (1 - reserve) - headFixed,
    },
    ...workers.flatMap((worker) => devicesOf(terms, worker, compute)),
    ...(workers.length > 0 && shape.isEstimated ? [] : gpusOf(terms, head, compute)),
  ];
  if ((places[0]?.capacityBytes ?? -1) < 0) return undefined;
  const counts = parts.counts ?? countLayers(rows, places, { gpuLayers: parts.gpuLayers, headHolds });
  if (counts?.length !== places.length) return undefined;

  const onDevices = places.map((place, index) => {
    const first = sum(counts.slice(0, index));
    const held = rows.slice(first, first + (counts[index] ?? 0));
    const active = held.map((_, position) => {
      const layer = first + position;
      const kept = layer < cpuExpertLayers ? (shape.expertBytes[layer] ?? 0) * shape.usedExperts : 0;
      return layer === shape.layerBytes.length ? shape.outputBytes : activeLayerBytes(shape, layer) - kept;
    });
    return { ...place, count: counts[index] ?? 0, bytes: sum(held), active: sum(active) };
  });
  if (
    parts.counts !== undefined &&
    onDevices.some(({ bytes, capacityBytes, count }) => count > 0 && bytes > capacityBytes)
  ) {
    return undefined;
  }
  const usedWorkers = workers.filter((worker) => onDevices.some(({ node, count }) => node === worker && count > 0));
  if (usedWorkers.length < workers.length) {
    return usedWorkers.length === 0 ? undefined : layOut(terms, { ...parts, workers: usedWorkers });
  }
  const uses: Use[] = [];
  for (const [index, { node, device, bytes, count }] of onDevices.entries()) {
    const fixed = index === 0 ? headFixed : count === 0 ? 0 : compute + (device === "memory" ? processBytes : 0);
    if (bytes + fixed > 0) uses.push({ node: node.facts.name, device, bytes: Math.ceil(bytes + fixed) });
  }
  // A worker on a GPU has a process in memory too.
  for (const worker of workers) {
    if (worker.facts.gpus.length > 0) uses.push({ node: worker.facts.name, device: "memory", bytes: processBytes });
  }
  const kept = keptExperts * shape.usedExperts;
  const computing = onDevices.map(({ active, speed }) => active / speed.weightBytesPerSecond);
  const sending = workers.map((worker) => {
    const { rttMs, mbitPerSecond } = fleet.link(head, worker);
    return (2 * rttMs) / 1_000 + (2 * 4 * 8 * shape.embeddingLength) / (mbitPerSecond * 1e6);
  });
  return {
    head,
    workers,
    uses,
    gpuLayers: sum(counts.slice(1)),
    tensorSplit: counts.slice(1),
    cpuExpertLayers,
    secondsPerToken: sum(computing) + sum(sending) + kept / head.cpu.weightBytesPerSecond,
  };
}

function countLayers(
  units: readonly number[],
  places: readonly Place[],
  { gpuLayers, headHolds }: { readonly gpuLayers: number | undefined; readonly headHolds: boolean },
): readonly number[] | undefined {
  const [own, ...devices] = places;
  const bins = binsOf(devices);
  if (gpuLayers === undefined && headHolds && own !== undefined) {
    return packLayers(units, [{ capacityBytes: own.capacityBytes, speed: own.speed.weightBytesPerSecond }, ...bins]);
  }
  const onHead = gpuLayers === undefined ? 0 : units.length - gpuLayers;
  if (sum(units.slice(0, onHead)) > (own?.capacityBytes ?? 0)) return undefined;
  const counts = packLayers(units.slice(onHead), bins);
  return counts && [onHead, ...counts];
}

const binsOf = (places: readonly Place[]): readonly Bin[] =>
  places.map(({ capacityBytes, speed }) => ({
    capacityBytes: Math.max(0, capacityBytes),
    speed: speed.weightBytesPerSecond,
  }));

/** What a worker's server offers: its GPUs where it has any, else its memory. */
export function devicesOf(terms: Terms, worker: FleetNode, compute: number): readonly Place[] {
  if (worker.facts.gpus.length > 0) {
    return terms.ledger.freeMemory(worker) * (1 - terms.reserve) < processBytes ? [] : gpusOf(terms, worker, compute);
  }
  const capacityBytes = terms.ledger.freeMemory(worker) * (1 - terms.reserve) - processBytes - compute;
  return [{ node: worker, device: "memory", speed: worker.cpu, capacityBytes }];
}

const gpusOf = ({ ledger, reserve }: Terms, node: FleetNode, compute: number): readonly Place[] =>
  node.facts.gpus.map(({ speed }, device) => ({
    node,
    device,
    speed,
    capacityBytes: ledger.freeGpu(node, device) * (1 - reserve) - compute,
  }));
