import { z } from "zod";

const share = z.number().min(0).max(1);

/**
 * `cache` in the gateway's configuration. Both caches are off by default, since not every caller wants a repeated answer. Answers are
 * kept in memory only, separate per API key, model and parameters.
 */
export const cacheConfigSchema = z
  .strictObject({
    exact: z.boolean().default(false).meta({
      description:
        "Whether a request is answered from the cache when the same request was answered before and its answer can be expected to be the same.",
    }),
    semantic: z.boolean().default(false).meta({
      description:
        "Whether a request is also answered from the cache when it means the same as an earlier one. Needs an embedding expert; without one it has no effect.",
    }),
    entries: z
      .int()
      .positive()
      .default(1_000)
      .meta({ description: "Maximum number of answers kept, in each of the two caches." }),
    bytes: z
      .int()
      .positive()
      .default(16 * 2 ** 20)
      .meta({ description: "Maximum bytes of answers kept, in each of the two caches." }),
    ttlMs: z
      .int()
      .positive()
      .default(600_000)
      .meta({ description: "How long a kept answer is valid, in milliseconds." }),
    temperatureLimit: z.number().min(0).max(2).default(0.2).meta({
      description:
        "Requests with a higher temperature are never answered from the cache; a request without a temperature counts as high. A request with a `seed` is always eligible.",
    }),
    threshold: share
      .default(0.9)
      .meta({ description: "Minimum cosine similarity at which two questions count as meaning the same." }),
    agreement: z.enum(["facts", "words"]).default("words").meta({
      description:
        "What two questions must share besides their meaning. `facts`: numbers, names and negations. `words`: also every word except articles and courtesies, in the same order; fewer hits, and hardly any false ones.",
    }),
    checkedShare: share.default(0.05).meta({
      description:
        "Share of the semantic hits for which an expert is asked anyway, to check whether the kept answer would have been right.",
    }),
    sameAnswer: share.default(0.8).meta({
      description:
        "Minimum cosine similarity at which two answers count as saying the same. A checked hit below it counts as false, and its answer is dropped.",
    }),
    embeddingMs: z.int().positive().default(300).meta({
      description:
        "How long to wait for the embedding of a question, in milliseconds; after that the request goes to its expert.",
    }),
  })
  .prefault({});

export type CacheConfig = z.infer<typeof cacheConfigSchema>;
