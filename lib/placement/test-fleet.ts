import { estimatedShape, shapeOf } from "./memory-model.ts";
import type { ModelFacts } from "../models/model-facts.ts";
import type { ExpertRequest, PlaceableModel } from "./expert-request.ts";
import type { GpuFacts, NodeFacts } from "./node-facts.ts";

/* Machines and models for tests of the placement. */

export const gibibytes = (count: number): number => Math.round(count * 2 ** 30);
export const mebibytesOf = (count: number): number => Math.round(count * 2 ** 20);

export const node = (name: string, freeGibibytes: number, more: Partial<NodeFacts> = {}): NodeFacts => ({
  name,
  memoryFreeBytes: gibibytes(freeGibibytes),
  gpus: [],
  cores: 4,
  cpuFeatures: ["avx", "avx2"],
  links: {},
  ...more,
});

export const gpu = (freeGibibytes: number): GpuFacts => ({
  index: 0,
  backend: "cuda",
  memoryFreeBytes: gibibytes(freeGibibytes),
  speed: { weightBytesPerSecond: 4e11, promptWeightsPerSecond: 1e13 },
});

/** A model of the size and form of Llama 3.1 8B, with layers of so many MiB. */
export function largeModel(
  quantization: string,
  layerMebibytes: number,
  more: Partial<ModelFacts> = {},
): PlaceableModel {
  const layers = 32;
  const layerBytes = Array.from({ length: layers }, () => mebibytesOf(layerMebibytes));
  const ends = mebibytesOf(layerMebibytes * 2.2);
  const facts: ModelFacts = {
    architecture: "llama",
    layers,
    embeddingLength: 4_096,
    heads: 32,
    kvHeads: 8,
    keyLength: 128,
    valueLength: 128,
    trainedContext: 8_192,
    vocabulary: 128_256,
    fileBytes: mebibytesOf(layerMebibytes) * layers + 2 * ends,
    layerBytes,
    otherBytes: { inputBytes: ends, outputBytes: ends },
    expertBytes: layerBytes.map(() => 0),
    quantization,
    chat: { tools: true, system: true, reasoning: false },
    ...more,
  };
  return { name: `large-${quantization.toLowerCase()}`, quantization, shape: shapeOf(facts), maxContext: 8_192 };
}

/** Six levels of quantization. */
export const largeModels: readonly PlaceableModel[] = [
  largeModel("F16", 416),
  largeModel("Q8_0", 221),
  largeModel("Q6_K", 171),
  largeModel("Q5_K_M", 148),
  largeModel("Q4_K_M", 124),
  largeModel("Q2_K", 81),
];

export const tinyModel: PlaceableModel = {
  name: "tiny",
  shape: estimatedShape({ sizeBytes: mebibytesOf(94), memoryBytes: mebibytesOf(400), maxContext: 8_192 }),
  maxContext: 8_192,
};

export const chat = (more: Partial<ExpertRequest> = {}): ExpertRequest => ({
  name: "chat",
  kind: "chat",
  models: largeModels,
  context: { wanted: 4_096, least: 1_024 },
  ...more,
});
