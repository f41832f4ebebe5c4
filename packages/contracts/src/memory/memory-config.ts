import { z } from "zod";
import { peerTlsSchema, serverTlsSchema } from "../gateway/tls-files.ts";

const milliseconds = z.int().positive();
const days = z.number().positive();

/** An expert behind the gateway. The key file is read before every request, so a renewed key is used at once. */
const expert = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .meta({ description: "Origin of the gateway, such as `https://gateway.hearth:8080`." }),
  model: z.string().min(1).meta({ description: "Name of the expert or model." }),
  keyFile: z.string().min(1).optional().meta({ description: "File with the API key for the gateway." }),
  tls: peerTlsSchema.meta({ description: "How the gateway proves who it is, where `url` begins with https." }),
  timeoutMs: milliseconds.meta({ description: "How long an answer may take, in milliseconds." }),
});

/**
 * The memory service's configuration: one JSON file, named by `HEARTH_MEMORY_CONFIG`. Unknown fields are errors, so that a typo is
 * found at start.
 */
export const memoryConfigSchema = z.strictObject({
  listen: z
    .strictObject({
      address: z.string().min(1).meta({ description: "IP address or host name to listen on." }),
      port: z.int().min(0).max(65_535).meta({ description: "TCP port to listen on; 0 takes any free port." }),
    })
    .meta({ description: "Where to listen." }),
  tls: serverTlsSchema.optional().meta({ description: "PEM files for HTTPS, read again on SIGHUP. Default: HTTP." }),
  store: z
    .discriminatedUnion("engine", [
      z.strictObject({
        engine: z.literal("sqlite").meta({ description: "Storage engine." }),
        file: z.string().min(1).meta({ description: "Path of the SQLite database." }),
      }),
      /** The connection string is in a file because it holds a password. */
      z.strictObject({
        engine: z.literal("postgres").meta({ description: "Storage engine." }),
        urlFile: z
          .string()
          .min(1)
          .meta({ description: "File with the connection string, since that contains a password." }),
      }),
    ])
    .meta({ description: "Where everything is stored." }),
  keysFile: z.string().min(1).meta({ description: "File of hashed API keys, read again on SIGHUP." }),
  keyRecordsFile: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "File with the records of keys that people made, read again on SIGHUP; it may be missing." }),
  encryptionKeysFile: z.string().min(1).optional().meta({
    description:
      "File with the keys that sensitive memories and the tenants' data keys are encrypted with. Without it sensitive memories are refused, and everything else is stored in the clear.",
  }),
  backups: z
    .strictObject({
      folder: z.string().min(1).meta({ description: "Folder for backups." }),
      keep: z.int().min(1).max(100).default(3).meta({ description: "How many of the newest backups are kept." }),
    })
    .optional()
    .meta({ description: "Where backups are written. Without it no backups can be made." }),
  embeddings: expert
    .extend({
      timeoutMs: milliseconds.default(30_000).meta({ description: "How long an embedding may take, in milliseconds." }),
      batch: z.int().min(1).max(256).default(32).meta({ description: "Maximum number of texts in one request." }),
      contextTokens: z.int().min(64).default(512).meta({
        description:
          "How many tokens of a text the model reads. Passages of documents are made to fit; longer memories are cut.",
      }),
      glossGerman: z.boolean().default(false).meta({
        description:
          "For a model that knows only English: whether German texts and questions are translated word by word before they are embedded.",
      }),
    })
    .optional()
    .meta({ description: "The embedding expert. Without it search goes by words and recency only." }),
  chat: expert
    .extend({
      timeoutMs: milliseconds.default(300_000).meta({ description: "How long a summary may take, in milliseconds." }),
    })
    .optional()
    .meta({
      description: "The expert that writes summaries. Without it summaries consist of whole sentences of the turns.",
    }),
  metricsAccess: z
    .enum(["open", "key"])
    .default("open")
    .meta({ description: "`open`: Prometheus scrapes without a key. `key`: an API key is needed." }),
  allowedOrigins: z.array(z.string().min(1)).default([]).meta({
    description: "Origins of web pages that may use MCP, such as `https://chat.home`. Programs send no origin.",
  }),
  quotas: z
    .strictObject({
      records: z.int().positive().default(1_000_000).meta({ description: "Maximum number of records." }),
      bytes: z
        .int()
        .positive()
        .default(2 * 2 ** 30)
        .meta({ description: "Maximum size of all records, in bytes." }),
    })
    .prefault({})
    .meta({ description: "Limits of each tenant." }),
  rate: z
    .strictObject({
      requestsPerSecond: z
        .number()
        .positive()
        .default(200)
        .meta({ description: "Requests per second in the long run." }),
      burst: z.int().positive().default(1_000).meta({ description: "Requests that may arrive at once." }),
    })
    .prefault({})
    .meta({ description: "Request rate of each key." }),
  conversations: z
    .strictObject({
      bufferTurns: z.int().min(4).max(1_000).default(40).meta({
        description: "Turns that a session's buffer holds; when it is full, its older half becomes an episode.",
      }),
      episodes: z.int().min(4).max(1_000).default(20).meta({
        description:
          "Episodes that a session may have; when there are more, the older half becomes one long-term memory.",
      }),
    })
    .prefault({})
    .meta({ description: "How conversations are condensed." }),
  duplicates: z
    .strictObject({
      byMeaning: z.boolean().default(true).meta({ description: "Whether memories are compared by meaning." }),
      sameFrom: z
        .number()
        .min(0)
        .max(1)
        .default(0.88)
        .meta({ description: "Cosine similarity from which two memories count as saying the same." }),
      contradictsFrom: z
        .number()
        .min(0)
        .max(1)
        .default(0.7)
        .meta({ description: "Cosine similarity from which two memories can contradict each other." }),
    })
    .prefault({})
    .meta({
      description:
        "Which memories are merged because they say the same, and which supersede an older one that they contradict. Needs `embeddings`.",
    }),
  retention: z
    .strictObject({
      turnsDays: days.default(30).meta({ description: "How long turns of conversations are kept, in days." }),
      auditDays: days.default(90).meta({ description: "How long audit entries are kept, in days." }),
      skillVersions: z
        .int()
        .min(1)
        .max(1_000)
        .default(50)
        .meta({ description: "How many versions of a skill are kept." }),
    })
    .prefault({})
    .meta({ description: "How long data is kept that nobody asked to keep." }),
  limits: z
    .strictObject({
      bodyBytes: z
        .int()
        .positive()
        .default(16 * 2 ** 20)
        .meta({ description: "Largest request body, in bytes." }),
      inFlight: z
        .int()
        .positive()
        .default(512)
        .meta({ description: "Maximum number of requests in progress; further ones are refused and asked to retry." }),
      connections: z.int().positive().default(2_048).meta({ description: "Maximum number of open connections." }),
      connectionsPerAddress: z
        .int()
        .positive()
        .default(512)
        .meta({ description: "Maximum number of open connections of one address." }),
      keyInFlight: z
        .int()
        .positive()
        .default(128)
        .meta({ description: "Maximum number of requests of one key in progress." }),
      bodiesBytes: z
        .int()
        .positive()
        .default(64 * 2 ** 20)
        .meta({ description: "Maximum size of all request bodies in memory together, in bytes." }),
      keyBodiesBytes: z
        .int()
        .positive()
        .default(32 * 2 ** 20)
        .meta({ description: "Maximum size of the request bodies of one key in memory, in bytes." }),
    })
    .prefault({})
    .meta({ description: "Limits on requests." }),
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
      queryEmbeddingMs: milliseconds.default(2_000).meta({
        description:
          "How long a search waits for its query's embedding, in milliseconds; after that words alone decide.",
      }),
      drainMs: milliseconds
        .default(25_000)
        .meta({ description: "How long requests in progress may take after SIGTERM, in milliseconds." }),
    })
    .prefault({})
    .meta({ description: "Time limits of connections and requests." }),
});

export type MemoryConfig = z.infer<typeof memoryConfigSchema>;
