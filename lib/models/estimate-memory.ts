import type { ModelFacts } from "./model-facts.ts";

const cacheNumberBytes = 2;
/** Tokens that llama-server reads at once, as lib/jobs starts it. */
const batchTokens = 128;
/** The graph, its scratch memory and the tokenizer. */
const overheadBytes = 96 * 2 ** 20;

/** Bytes of the KV cache of a context, in 16-bit numbers. A sliding window is not counted in, so this is the most that it takes. */
export function cacheBytes(facts: ModelFacts, contextTokens: number): number {
  const { layers, kvHeads, kvHeadsByLayer, keyLength, valueLength } = facts;
  const heads = kvHeadsByLayer?.reduce((sum, count) => sum + count, 0) ?? layers * kvHeads;
  return heads * (keyLength + valueLength) * cacheNumberBytes * contextTokens;
}

/** Memory that a model takes on one machine with a context of so many tokens: weights, KV cache and buffers. A rough sum. */
export function estimateMemoryBytes(facts: ModelFacts, contextTokens: number): number {
  const logits = 4 * batchTokens * facts.vocabulary;
  return facts.fileBytes + cacheBytes(facts, contextTokens) + logits + overheadBytes;
}
