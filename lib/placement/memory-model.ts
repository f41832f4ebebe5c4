import type { ModelFacts } from "../models/model-facts.ts";

/* How much memory llama.cpp takes for a model, by what its log calls the buffers; decision 24 compares it with real logs. */

export type KvType = "f16" | "q8_0";

/** What a model's memory depends on besides the model. */
export interface Serving {
  /** Tokens of context, shared by all slots. */
  readonly context: number;
  readonly slots: number;
  readonly kvType: KvType;
  /** Tokens that are computed at once (`--ubatch-size`). */
  readonly batch: number;
  /** Fuses the steps of attention. Off only where the backend cannot. */
  readonly flashAttention?: boolean;
}

/** A model as memory sees it: from the facts of its file, or estimated from a row of models.yaml. */
export interface MemoryShape {
  readonly layerBytes: readonly number[];
  /** Of those, the experts' weights of a mixture: they may stay in the CPU's memory. */
  readonly expertBytes: readonly number[];
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Of the input's bytes, those that also serve as output and are there once where both are on one device. */
  readonly sharedBytes: number;
  readonly projectorBytes: number;
  readonly embeddingLength: number;
  readonly heads: number;
  readonly vocabulary: number;
  /** Numbers of the KV cache for one token, by layer. */
  readonly kvNumbers: readonly number[];
  /** The tokens that a layer looks back, by layer; infinite where it sees the whole context. */
  readonly windows: readonly number[];
  /** Bytes of state for one slot, by layer, where a layer keeps a state of fixed size. */
  readonly stateBytes: readonly number[];
  /** Numbers that the largest step of the graph holds for one token. */
  readonly graphNumbers: number;
  /** Share of a layer's expert weights that one token passes through. */
  readonly usedExperts: number;
  /** Nothing is known of the layers: there are as many as are convenient, and all are equal. */
  readonly isEstimated: boolean;
}

const bytesPerNumber: Readonly<Record<KvType, number>> = { f16: 2, q8_0: 34 / 32 };

/** Every how many layers one sees the whole context; the others look back `slidingWindow` tokens. Not in the file's header. */
const fullLayerEvery: Readonly<Record<string, number>> = { gemma2: 2, gemma3: 6, gemma3n: 5, "gpt-oss": 2, cohere2: 4 };

export function shapeOf(facts: ModelFacts, projectorBytes = 0): MemoryShape {
  const { layers, embeddingLength, keyLength, valueLength, layerBytes, expertBytes, otherBytes } = facts;
  const { inputBytes, outputBytes } = otherBytes;
  const kvHeads = facts.kvHeadsByLayer ?? layerBytes.map(() => facts.kvHeads);
  const every = fullLayerEvery[facts.architecture];
  const window = facts.slidingWindow;
  const weights = sum(layerBytes) + inputBytes + outputBytes;
  return {
    layerBytes,
    expertBytes,
    inputBytes,
    outputBytes,
    sharedBytes: Math.max(0, Math.min(inputBytes, weights - facts.fileBytes)),
    projectorBytes,
    embeddingLength,
    heads: facts.heads,
    vocabulary: facts.vocabulary,
    kvNumbers: kvHeads.map((heads) => heads * (keyLength + valueLength)),
    windows: layerBytes.map((_, layer) =>
      window === undefined || every === undefined || (layer + 1) % every === 0 ? Infinity : window,
    ),
    stateBytes: kvHeads.map((heads) =>
      facts.isRecurrent === true && heads === 0 ? embeddingLength * 2 * stateWidth * 4 : 0,
    ),
    graphNumbers: graphNumbers(facts, layers),
    usedExperts: facts.experts === undefined ? 1 : facts.experts.used / facts.experts.count,
    isEstimated: false,
  };
}

/** Numbers of state for each number of the vector; generous, since files do not agree on where they say it. */
const stateWidth = 128;

/** The feed-forward part is the largest step: four times the vector is usual, with a gate thrice as many numbers at once. */
function graphNumbers({ architecture, embeddingLength }: ModelFacts, layers: number): number {
  const forward = 4 * embeddingLength;
  const isPlain = architecture.includes("bert") || layers === 0;
  return isPlain ? forward + 3 * embeddingLength : 3 * forward + 4 * embeddingLength + 128;
}

/** As many as any split needs. */
const estimatedLayers = 32;

/**
 * From what a row of models.yaml says: the file's size, and the memory at the longest context, whose part above the size is put down
 * to the context.
 */
export function estimatedShape(row: {
  readonly sizeBytes: number;
  readonly memoryBytes: number;
  readonly maxContext: number;
}): MemoryShape {
  const layers = Array.from({ length: estimatedLayers }, () => 0);
  const perToken = Math.max(0, row.memoryBytes - row.sizeBytes) / row.maxContext / bytesPerNumber.f16;
  return {
    layerBytes: layers.map(() => row.sizeBytes / estimatedLayers),
    expertBytes: layers,
    inputBytes: 0,
    outputBytes: 0,
    sharedBytes: 0,
    projectorBytes: 0,
    embeddingLength: 0,
    heads: 0,
    vocabulary: 0,
    kvNumbers: layers.map(() => perToken / estimatedLayers),
    windows: layers.map(() => Infinity),
    stateBytes: layers,
    graphNumbers: 0,
    usedExperts: 1,
    isEstimated: true,
  };
}

/** The KV cache comes in whole blocks of cells. */
const cellBlock = 256;

const cells = (tokens: number): number => Math.ceil(tokens / cellBlock) * cellBlock;

/** The KV cache, or the state, of one layer. */
export function cacheBytes(shape: MemoryShape, layer: number, { context, slots, kvType, batch }: Serving): number {
  const window = shape.windows[layer] ?? Infinity;
  const tokens = Math.min(context, window * slots + batch);
  const kv = (shape.kvNumbers[layer] ?? 0) * cells(tokens) * bytesPerNumber[kvType];
  return kv + (shape.stateBytes[layer] ?? 0) * slots;
}

/** What a device computes with, besides weights and cache; each device that holds layers has its own. */
export function computeBytes(shape: MemoryShape, { context, batch, flashAttention = true }: Serving): number {
  const keys = shape.kvNumbers.some((numbers) => numbers > 0) ? cells(context) : batch;
  const scores = flashAttention ? 0 : 4 * shape.heads;
  return batch * (4 * shape.graphNumbers + (shape.isEstimated ? 0 : (2 + scores) * keys));
}

/** The probabilities of the next token, for each slot. */
export const outputBufferBytes = ({ vocabulary, embeddingLength }: MemoryShape, { slots }: Serving): number =>
  4 * slots * Math.max(vocabulary, embeddingLength);

/** A projector, which makes tokens of pictures, computes beside the model. */
export const projectorNeed = ({ projectorBytes }: MemoryShape): number => Math.ceil(1.3 * projectorBytes);

/** What the log of a llama-server on one device without a GPU adds up to. */
export interface MemoryParts {
  readonly weightBytes: number;
  readonly cacheBytes: number;
  /** To compute with, and to keep what comes out. */
  readonly bufferBytes: number;
}

export function memoryOnOneDevice(shape: MemoryShape, serving: Serving): MemoryParts {
  const { layerBytes, inputBytes, outputBytes, sharedBytes } = shape;
  return {
    weightBytes: sum(layerBytes) + inputBytes + outputBytes - sharedBytes + projectorNeed(shape),
    cacheBytes: sum(layerBytes.map((_, layer) => cacheBytes(shape, layer, serving))),
    bufferBytes: computeBytes(shape, serving) + outputBufferBytes(shape, serving),
  };
}

export const partsSum = ({ weightBytes, cacheBytes: cache, bufferBytes }: MemoryParts): number =>
  weightBytes + cache + bufferBytes;

/** A process of llama.cpp by itself: code, buffers of the backend, a thread's stack for each core. */
export const processBytes = 256 * 2 ** 20;

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Bits of one weight by quantization, to count weights and to rank quantizations. */
export function bitsPerWeight(quantization: string): number {
  const name = quantization.toUpperCase();
  if (/^(BF16|F16|FP16)/.test(name)) return 16;
  if (name.startsWith("F32")) return 32;
  if (name.startsWith("MXFP4")) return 4.3;
  const digits = /(\d)(?:_|$)/.exec(name)?.[1];
  return digits === undefined ? 8 : Number(digits) + 0.6;
}

/** Bytes of weights that one token passes through. */
export const activeLayerBytes = ({ layerBytes, expertBytes, usedExperts }: MemoryShape, layer: number): number =>
  (layerBytes[layer] ?? 0) - (expertBytes[layer] ?? 0) * (1 - usedExperts);
