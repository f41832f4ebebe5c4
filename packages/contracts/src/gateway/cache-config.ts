import { z } from "zod";

const share = z.number().min(0).max(1);

/**
 * `cache` in the gateway's configuration. Both caches are off unless asked for: an answer that was given before is not what every
 * caller wants. Answers are in memory only, and apart by key, model and parameters.
 */
export const cacheConfigSchema = z
  .strictObject({
    /** Answers a request that was asked before in the same words, where its answer can be expected to be the same. */
    exact: z.boolean().default(false),
    /** Answers also what means the same. Needs an embedding expert; without one it does nothing. */
    semantic: z.boolean().default(false),
    /** Most answers kept, in each of the two. */
    entries: z.int().positive().default(1_000),
    /** Most bytes kept, in each of the two. */
    bytes: z
      .int()
      .positive()
      .default(16 * 2 ** 20),
    /** An answer is given again for so long. */
    ttlMs: z.int().positive().default(600_000),
    /** Requests with a higher temperature want another answer each time; one without a temperature counts as high. A `seed` makes any fit. */
    temperatureLimit: z.number().min(0).max(2).default(0.2),
    /** Least cosine similarity of two questions that mean the same. */
    threshold: share.default(0.9),
    /**
     * What two questions must have in common besides. `facts`: numbers, names and negations. `words`: also every word but
     * articles and courtesies, in their order; fewer hits, and hardly a false one.
     */
    agreement: z.enum(["facts", "words"]).default("words"),
    /** Share of the semantic hits that an expert answers all the same, to see whether the kept answer would have been right. */
    checkedShare: share.default(0.05),
    /** Least cosine similarity of two answers that say the same; below it a checked hit counts as false, and its answer is dropped. */
    sameAnswer: share.default(0.8),
    /** The embedding expert has to answer within this time, else the request goes to its expert. */
    embeddingMs: z.int().positive().default(300),
  })
  .prefault({});

export type CacheConfig = z.infer<typeof cacheConfigSchema>;
