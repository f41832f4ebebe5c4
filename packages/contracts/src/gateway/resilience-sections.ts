import { z } from "zod";

const milliseconds = z.int().positive();
const count = z.int().positive();
const share = z.number().positive().max(1);

/** Settings for failures and overload; a part of gateway-config.ts. */
export const resilienceSections = {
  breakers: z
    .strictObject({
      failuresInARow: count.default(3).meta({ description: "Consecutive failures after which the breaker opens." }),
      failedShare: share
        .default(0.5)
        .meta({ description: "Share of failures among the last `window` requests at which the breaker opens." }),
      window: count.max(30).default(20).meta({ description: "How many of the last requests `failedShare` looks at." }),
      openMs: milliseconds.default(1_000).meta({
        description: "How long the breaker stays open at first, in milliseconds; each failed trial doubles it.",
      }),
      maxOpenMs: milliseconds
        .default(30_000)
        .meta({ description: "Maximum time the breaker stays open, in milliseconds." }),
    })
    .prefault({})
    .meta({
      description:
        "The circuit breaker of each instance. It counts 5xx, 429, timeouts, stalls, lost connections and invalid answers.",
    }),
  retries: z
    .strictObject({
      ratio: share.default(0.1).meta({ description: "Attempts granted per request." }),
      minimum: count.default(20).meta({ description: "Attempts granted in any ten seconds regardless of traffic." }),
      most: count.default(200).meta({ description: "Maximum number of attempts that may be saved up." }),
    })
    .prefault({})
    .meta({
      description:
        "Budget for second attempts and for fallbacks to another expert, which come on top of the callers' requests.",
    }),
  probes: z
    .strictObject({
      intervalMs: z.int().nonnegative().default(30_000).meta({
        description: "Time without an answer after which an instance is probed, in milliseconds; 0 for never.",
      }),
      againMs: milliseconds
        .default(5_000)
        .meta({ description: "Time until the next probe after a failed one, in milliseconds." }),
      limitMs: milliseconds.default(20_000).meta({ description: "How long the token may take, in milliseconds." }),
    })
    .prefault({})
    .meta({
      description:
        "Idle chat instances are asked for one token, which a llama-server that has lost its worker cannot produce.",
    }),
  admission: z
    .strictObject({
      perInstance: count.default(64).meta({
        description:
          "Maximum number of requests sent to one instance at the same time; the others wait in the queue, which puts them in a fair order.",
      }),
      experts: z
        .record(z.string(), count)
        .default({})
        .meta({ description: "As `perInstance`, for single experts by name." }),
      maxQueued: count
        .max(100_000)
        .default(256)
        .meta({ description: "Maximum number of requests that may wait for an expert." }),
      maxWaitMs: milliseconds
        .default(60_000)
        .meta({ description: "How long a request may wait for an expert, in milliseconds." }),
    })
    .prefault({})
    .meta({ description: "The queue in front of each expert." }),
};
