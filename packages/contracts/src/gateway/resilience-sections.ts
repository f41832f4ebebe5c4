import { z } from "zod";

const milliseconds = z.int().positive();
const count = z.int().positive();
const share = z.number().positive().max(1);

/** How the gateway bears what experts and callers do to it; a part of gateway-config.ts. */
export const resilienceSections = {
  /** Each instance has a circuit breaker, which counts 5xx, 429, timeouts, stalls, lost connections and answers that are not valid. */
  breakers: z
    .strictObject({
      /** It opens after so many failures in a row, */
      failuresInARow: count.default(3),
      /** or when this share of the last `window` requests has failed. */
      failedShare: share.default(0.5),
      window: count.max(30).default(20),
      /** How long it stays open at first; each trial that fails doubles it. */
      openMs: milliseconds.default(1_000),
      longestOpenMs: milliseconds.default(30_000),
    })
    .prefault({}),
  /** Second attempts, and fallbacks to another expert, that come on top of the callers' requests. */
  retries: z
    .strictObject({
      /** As a share of the requests. */
      ratio: share.default(0.1),
      /** So many are there at any rate within ten seconds. */
      minimum: count.default(20),
      /** Most that may be saved up. */
      most: count.default(200),
    })
    .prefault({}),
  /** Idle chat instances are asked for a token, which a llama-server that has lost its worker cannot make. */
  probes: z
    .strictObject({
      /** After so long without an answer; 0: never. */
      intervalMs: z.int().nonnegative().default(30_000),
      /** After a failure. */
      againMs: milliseconds.default(5_000),
      /** The token has to be there within this time. */
      limitMs: milliseconds.default(20_000),
    })
    .prefault({}),
  /** The queue in front of each expert. */
  admission: z
    .strictObject({
      /** Requests that one instance is given at once; the others wait here, where they are put in a fair order. */
      perInstance: count.default(64),
      /** The same for single experts, by name. */
      experts: z.record(z.string(), count).default({}),
      /** Requests that may wait for an expert. */
      longest: count.max(100_000).default(256),
      longestWaitMs: milliseconds.default(60_000),
    })
    .prefault({}),
};
