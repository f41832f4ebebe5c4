import { z } from "zod";
import { resilienceSections } from "./resilience-sections.ts";
import { pricesSchema } from "./prices-config.ts";
import { cacheConfigSchema } from "./cache-config.ts";
import { catalogueConfigSchema } from "./catalogue-config.ts";
import { providersSchema } from "./providers-config.ts";
import { logConfigSchema } from "./log-config.ts";
import { memoriesConfigSchema } from "./memories-config.ts";
import { requestsConfigSchema } from "./requests-config.ts";
import { tracingConfigSchema } from "./tracing-config.ts";
import { routingConfigSchema } from "./routing-config.ts";
import { doorSchema } from "./door-config.ts";

const milliseconds = z.int().positive();

/**
 * The gateway's configuration: one JSON file, named by `HEARTH_GATEWAY_CONFIG`. An unknown key is an error, so a typing
 * mistake is found at start and not in an incident.
 */
export const gatewayConfigSchema = z.strictObject({
  /** Where to listen. Nomad's template fills in the overlay address and the port it reserved. */
  listen: z.strictObject({ address: z.string().min(1), port: z.int().min(0).max(65_535) }),
  /** PEM files to listen with HTTPS; read again on SIGHUP. Absent: HTTP, the overlay being encrypted by itself. */
  tls: z.strictObject({ certificateFile: z.string().min(1), keyFile: z.string().min(1) }).optional(),
  consul: z.strictObject({
    /** The local agent's HTTP API. */
    url: z.url({ protocol: /^https?$/ }),
    /** PEM file of the CA that signed the agent's certificate; the system's CAs where it is absent. */
    caFile: z.string().optional(),
    /** A name in the agent's certificate, where the URL's host is not in it. */
    serverName: z.string().optional(),
    /** File with the ACL token. It is read before every request, so a token that Nomad renews is used at once. */
    tokenFile: z.string().optional(),
    /** How long Consul may hold a blocking query. */
    waitMs: milliseconds.max(600_000).default(60_000),
  }),
  /** File of hashed API keys, see key-file.ts. Read again on SIGHUP. */
  keysFile: z.string().min(1),
  /** `open`: Prometheus scrapes without a key, the listener being on the overlay only. `key`: an API key is needed. */
  metricsAccess: z.enum(["open", "key"]).default("open"),
  door: doorSchema,
  routing: routingConfigSchema,
  cache: cacheConfigSchema,
  memories: memoriesConfigSchema,
  log: logConfigSchema,
  requests: requestsConfigSchema,
  tracing: tracingConfigSchema,
  providers: providersSchema,
  catalogue: catalogueConfigSchema,
  prices: pricesSchema,
  limits: z
    .strictObject({
      /** Largest request body. */
      bodyBytes: z
        .int()
        .positive()
        .default(4 * 2 ** 20),
      /** The bodies of all requests that are being worked on or wait; beyond it a request is refused with 503. */
      bodiesBytes: z
        .int()
        .positive()
        .default(32 * 2 ** 20),
      /** Largest head of a request: its first line and headers. */
      headerBytes: z
        .int()
        .min(1_024)
        .max(2 ** 20)
        .default(16 * 2 ** 10),
      /** Tokens set aside for the answer of a request that does not say how long it may be. */
      assumedAnswerTokens: z.int().positive().default(1_024),
    })
    .prefault({}),
  timeouts: z
    .strictObject({
      /** A caller must have sent its request's headers within this time. */
      headersMs: milliseconds.default(10_000),
      /** A caller must have sent its whole request within this time. */
      requestMs: milliseconds.default(60_000),
      /** An idle connection is kept this long. */
      keepAliveMs: milliseconds.default(15_000),
      /** Connecting to an expert. */
      connectMs: milliseconds.default(3_000),
      /** To the first event of a stream or the first byte of an embedding. Long prompts take long on a CPU. */
      firstByteMs: milliseconds.default(60_000),
      /** To the first byte of an answer that is not streamed: llama-server sends it when it is whole. */
      wholeAnswerMs: milliseconds.default(300_000),
      /** Longest silence inside an answer, and longest time a caller may leave its answer unread. */
      stallMs: milliseconds.default(30_000),
      /** A whole request, to the end of its answer; a caller can ask for less with the header `x-request-timeout`. */
      longestMs: milliseconds.max(86_400_000).default(1_800_000),
      /** On SIGTERM, answers under way may take this long; Nomad's `kill_timeout` has to be longer. */
      drainMs: milliseconds.default(25_000),
    })
    .prefault({}),
  ...resilienceSections,
});

export type GatewayConfig = z.infer<typeof gatewayConfigSchema>;
