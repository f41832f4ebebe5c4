/**
 * What a model's own files say about it: everything that placement needs, and nothing that a person typed. Plain data, so that it can
 * be kept as JSON. A model of several GGUF files has one record, with their sums.
 */
export interface ModelFacts {
  /** `general.architecture` of the file, such as `llama`, `qwen2` or `bert`. */
  readonly architecture: string;
  /** Number of blocks (transformer layers); the output layer is not one of them. */
  readonly layers: number;
  /** Length of a token's vector between the layers, in numbers. */
  readonly embeddingLength: number;
  /** Attention heads of one layer; the most of any, where they differ. */
  readonly heads: number;
  /** Heads of the KV cache of one layer; the most of any, where they differ. 0 where no layer keeps a KV cache, as in an embedding model. */
  readonly kvHeads: number;
  /** Heads of the KV cache for each layer, one entry per layer; 0 for a layer that keeps none, such as a convolution. Absent where all have `kvHeads`. */
  readonly kvHeadsByLayer?: readonly number[];
  /** Length of one head's key, in numbers. */
  readonly keyLength: number;
  /** Length of one head's value, in numbers. */
  readonly valueLength: number;
  /** Longest context that the model was trained for, in tokens. */
  readonly trainedContext: number;
  /** Number of tokens in the vocabulary. */
  readonly vocabulary: number;
  /** Size of all files of the model together, in bytes. Without the projector of a vision model, which is a file of its own. */
  readonly fileBytes: number;
  /** Bytes of the weights of each block, one entry per layer, its experts among them. */
  readonly layerBytes: readonly number[];
  /** Bytes of what belongs to no block. */
  readonly otherBytes: {
    /** The token embeddings, and what else is applied before the first block. */
    readonly inputBytes: number;
    /** The output matrix and its norm. Where the file has no output matrix, the embeddings serve as one, and their bytes count here too. */
    readonly outputBytes: number;
  };
  /** Bytes of the experts' weights in each block, one entry per layer: they may stay in the CPU's memory. All 0 without a mixture of experts. */
  readonly expertBytes: readonly number[];
  /** Experts in a block, and how many of them a token passes through. Absent without a mixture of experts. */
  readonly experts?: { readonly count: number; readonly used: number };
  /** The file's quantization, such as `Q4_K_M` or `F16`. */
  readonly quantization: string;
  /** Tokens that the layers with a sliding window look back. Absent where every layer sees the whole context. */
  readonly slidingWindow?: number;
  /** Some or all layers keep a state of fixed size in place of a KV cache. Absent where no layer does. */
  readonly isRecurrent?: boolean;
  /** Length of an embedding, in numbers. Absent for models that do not pool their tokens into one vector. */
  readonly embeddingDimensions?: number;
  /** What the chat template can write. All false without a template. */
  readonly chat: ChatAbilities;
}

export interface ChatAbilities {
  /** It has a place for tools. */
  readonly tools: boolean;
  /** It has a place for a system message. */
  readonly system: boolean;
  /** It has a place for the model's reasoning, such as `<think>`. */
  readonly reasoning: boolean;
}
