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
import { accessSchema } from "./access-config.ts";
import { serverTlsSchema } from "./tls-files.ts";

const milliseconds = z.int().positive();

/**
 * The gateway's configuration: one JSON file, named by `HEARTH_GATEWAY_CONFIG`. Unknown fields are errors, so that a typo is found at
 * start.
 */
export const gatewayConfigSchema = z.strictObject({
  listen: z
    .strictObject({
      address: z.string().min(1).meta({ description: "IP address or host name to listen on." }),
      port: z.int().min(0).max(65_535).meta({ description: "TCP port to listen on; 0 takes any free port." }),
    })
    .meta({
      description: "Where to listen. Nomad's template fills in the overlay address and the port that it reserved.",
    }),
  tls: serverTlsSchema.optional().meta({ description: "PEM files for HTTPS, read again on SIGHUP. Default: HTTP." }),
  consul: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }).meta({ description: "URL of the local agent's HTTP API." }),
      caFile: z
        .string()
        .optional()
        .meta({ description: "PEM file of the CA that signed the agent's certificate. Default: the system's CAs." }),
      serverName: z
        .string()
        .optional()
        .meta({ description: "A name in the agent's certificate, for when the URL's host is not in it." }),
      tokenFile: z.string().optional().meta({
        description:
          "File with the ACL token. It is read before every request, so a token that Nomad renews is used at once.",
      }),
      waitMs: milliseconds
        .max(600_000)
        .default(60_000)
        .meta({ description: "How long Consul may hold a blocking query, in milliseconds." }),
    })
    .meta({ description: "How to reach the local Consul agent." }),
  keysFile: z.string().min(1).meta({ description: "File of hashed API keys, read again on SIGHUP." }),
  metricsAccess: z.enum(["open", "key"]).default("open").meta({
    description:
      "`open`: Prometheus scrapes without a key, since only the overlay reaches the listener. `key`: an API key is needed.",
  }),
  access: accessSchema.meta({
    description: "Which web pages and addresses may connect at all, before any key is checked.",
  }),
  routing: routingConfigSchema.meta({
    description:
      "How a request finds its expert. Without a mapping file requests are routed by name, and `auto` means the first suitable expert.",
  }),
  cache: cacheConfigSchema.meta({
    description:
      "Answers that are kept and given again. Both caches are off by default. Answers are kept in memory only, separately for each key, model and set of parameters.",
  }),
  memories: memoriesConfigSchema.meta({
    description:
      "Where the notes for requests come from. Without it, requests from keys that ask for memories are answered without notes.",
  }),
  log: logConfigSchema.meta({ description: "What is written to the log." }),
  requests: requestsConfigSchema.meta({ description: "What `GET /v1/requests` shows." }),
  tracing: tracingConfigSchema.meta({ description: "Traces of requests. Off unless there is an endpoint." }),
  providers: providersSchema.meta({
    description: "Models outside the house. Default: none. Nothing leaves the house without a rule that allows it.",
  }),
  catalogue: catalogueConfigSchema.meta({
    description: "Facts about providers. The gateway ships with some; nothing is fetched by default.",
  }),
  prices: pricesSchema.meta({ description: "What tokens cost. An expert or model that is not named costs nothing." }),
  limits: z
    .strictObject({
      bodyBytes: z
        .int()
        .positive()
        .default(4 * 2 ** 20)
        .meta({ description: "Largest request body, in bytes." }),
      bodiesBytes: z
        .int()
        .positive()
        .default(32 * 2 ** 20)
        .meta({
          description:
            "Largest total size of the bodies of all requests in progress or waiting, in bytes; a request beyond it is refused with 503.",
        }),
      bodiesPerKeyBytes: z
        .int()
        .positive()
        .default(16 * 2 ** 20)
        .meta({
          description:
            "Largest total size of the bodies of one key's requests in progress or waiting, in bytes; a request beyond it is refused with 429. One body of the largest size is always allowed.",
        }),
      connections: z.int().positive().default(8_192).meta({ description: "Most open connections." }),
      connectionsPerAddress: z.int().positive().default(2_048).meta({
        description:
          "Most open connections of one address; requests on further ones are refused with 429. Callers behind a proxy share its address.",
      }),
      socketsPerKey: z
        .int()
        .positive()
        .default(16)
        .meta({ description: "Most open WebSockets of one key; a further one is refused with 429." }),
      headerBytes: z
        .int()
        .min(1_024)
        .max(2 ** 20)
        .default(16 * 2 ** 10)
        .meta({ description: "Largest request line and headers together, in bytes." }),
      assumedAnswerTokens: z
        .int()
        .positive()
        .default(1_024)
        .meta({ description: "Tokens reserved for the answer of a request that sets no maximum." }),
    })
    .prefault({})
    .meta({ description: "Limits on the size of requests." }),
  timeouts: z
    .strictObject({
      headersMs: milliseconds
        .default(10_000)
        .meta({ description: "How long a caller may take to send its request's headers, in milliseconds." }),
      requestMs: milliseconds
        .default(60_000)
        .meta({ description: "How long a caller may take to send its whole request, in milliseconds." }),
      keepAliveMs: milliseconds
        .default(15_000)
        .meta({ description: "How long an idle connection is kept open, in milliseconds." }),
      connectMs: milliseconds
        .default(3_000)
        .meta({ description: "How long connecting to an expert may take, in milliseconds." }),
      firstByteMs: milliseconds.default(60_000).meta({
        description:
          "How long an expert may take until the first event of a stream or the first byte of an embedding, in milliseconds. An expert that is still working, such as on a long prompt, may take longer.",
      }),
      wholeAnswerMs: milliseconds.default(300_000).meta({
        description:
          "How long an expert may take until the first byte of an answer that is not streamed, in milliseconds. llama-server sends such an answer only when it is complete. An expert that is still working may take longer.",
      }),
      stallMs: milliseconds.default(30_000).meta({
        description:
          "How long an expert may be silent within an answer unless it is still working, and how long a caller may leave its answer unread, in milliseconds.",
      }),
      commentMs: milliseconds.default(15_000).meta({
        description:
          "How often a comment is sent in a stream whose answer has not begun, in milliseconds: it keeps proxies and clients from giving up.",
      }),
      maxDurationMs: milliseconds.max(86_400_000).default(1_800_000).meta({
        description:
          "How long a whole request may take, to the end of its answer, in milliseconds. A caller can ask for less with the header `x-request-timeout`.",
      }),
      drainMs: milliseconds.default(25_000).meta({
        description:
          "How long answers in progress may take after SIGTERM, in milliseconds. Nomad's `kill_timeout` must be longer.",
      }),
    })
    .prefault({})
    .meta({ description: "Time limits of connections and requests." }),
  ...resilienceSections,
});

export type GatewayConfig = z.infer<typeof gatewayConfigSchema>;
