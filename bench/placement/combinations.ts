import type { Combination } from "../../lib/placement/recorded-allocation.ts";

const chat = "SmolLM2-135M-Instruct.Q4_1.gguf";
const embedding = "all-MiniLM-L6-v2.F16.gguf";

/** Contexts, slots, kinds of KV cache, batches, attention, and a split, each at least once. */
export const combinations: readonly Combination[] = [
  { name: "the lab's chat", model: chat, serving: { context: 2_048, slots: 5, kvType: "f16", batch: 128 } },
  { name: "its longest context", model: chat, serving: { context: 8_192, slots: 5, kvType: "f16", batch: 128 } },
  { name: "a cache in 8 bits", model: chat, serving: { context: 8_192, slots: 5, kvType: "q8_0", batch: 128 } },
  { name: "more slots", model: chat, serving: { context: 4_096, slots: 9, kvType: "f16", batch: 256 } },
  { name: "one slot, a large batch", model: chat, serving: { context: 4_096, slots: 1, kvType: "q8_0", batch: 512 } },
  {
    name: "without flash attention",
    model: chat,
    serving: { context: 8_192, slots: 5, kvType: "f16", batch: 128, flashAttention: false },
  },
  {
    name: "half on a worker",
    model: chat,
    serving: { context: 4_096, slots: 5, kvType: "f16", batch: 128 },
    split: 16,
  },
  {
    name: "all on a worker",
    model: chat,
    serving: { context: 8_192, slots: 5, kvType: "q8_0", batch: 128 },
    split: 31,
  },
  { name: "embeddings", model: embedding, serving: { context: 512, slots: 1, kvType: "f16", batch: 512 } },
  { name: "short embeddings", model: embedding, serving: { context: 256, slots: 1, kvType: "f16", batch: 256 } },
];
