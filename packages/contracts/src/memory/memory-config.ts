import { z } from "zod";

const milliseconds = z.int().positive();
const days = z.number().positive();

/** An expert behind the gateway. The key file is read before every request, so a key that is renewed is used at once. */
const expert = z.strictObject({
  /** The gateway's origin, as in `http://gateway.hearth:8080`. */
  url: z.url({ protocol: /^https?$/ }),
  model: z.string().min(1),
  keyFile: z.string().min(1).optional(),
  timeoutMs: milliseconds,
});

/**
 * The memory service's configuration: one JSON file, named by `HEARTH_MEMORY_CONFIG`. An unknown key is an error, so a typing mistake
 * is found at start.
 */
export const memoryConfigSchema = z.strictObject({
  listen: z.strictObject({ address: z.string().min(1), port: z.int().min(0).max(65_535) }),
  store: z.discriminatedUnion("engine", [
    z.strictObject({ engine: z.literal("sqlite"), file: z.string().min(1) }),
    /** `urlFile` holds the connection string, since that has a password in it. */
    z.strictObject({ engine: z.literal("postgres"), urlFile: z.string().min(1) }),
  ]),
  /** File of hashed API keys, see key-file.ts. Read again on SIGHUP. */
  keysFile: z.string().min(1),
  /** File of the records of keys that people made, see key-record.ts. Read again on SIGHUP; there need not be one. */
  keyRecordsFile: z.string().min(1).optional(),
  /** File of the keys that sensitive memories are encrypted with, see encryption/. Without it sensitive memories are refused. */
  encryptionKeysFile: z.string().min(1).optional(),
  /** Where backups are written; without it there are none. */
  backups: z.strictObject({ folder: z.string().min(1), keep: z.int().min(1).max(100).default(3) }).optional(),
  /** The embedding expert; without it search is by words and recency. */
  embeddings: expert
    .extend({
      timeoutMs: milliseconds.default(30_000),
      batch: z.int().min(1).max(256).default(32),
      /** For a model that knows English only: German texts and questions are read as English, word by word, before it sees them. */
      glossGerman: z.boolean().default(false),
    })
    .optional(),
  /** The expert that summarises; without it summaries are whole sentences of the turns. */
  chat: expert.extend({ timeoutMs: milliseconds.default(300_000) }).optional(),
  metricsAccess: z.enum(["open", "key"]).default("open"),
  /** Of each tenant. */
  quotas: z
    .strictObject({
      records: z.int().positive().default(1_000_000),
      bytes: z
        .int()
        .positive()
        .default(2 * 2 ** 30),
    })
    .prefault({}),
  /** Of each key. */
  rate: z
    .strictObject({
      requestsPerSecond: z.number().positive().default(200),
      burst: z.int().positive().default(1_000),
    })
    .prefault({}),
  conversations: z
    .strictObject({
      /** Turns in a session's buffer; then its older half becomes an episode. */
      bufferTurns: z.int().min(4).max(1_000).default(40),
      /** Episodes of a session; then its older half becomes one long-term memory. */
      episodes: z.int().min(4).max(1_000).default(20),
    })
    .prefault({}),
  /**
   * Memories that say the same in other words are merged, and those that contradict an older one take its place, from these cosine
   * similarities on: docs/decisions/0011-memory-duplicates.md. Needs `embeddings`.
   */
  duplicates: z
    .strictObject({
      byMeaning: z.boolean().default(true),
      sameFrom: z.number().min(0).max(1).default(0.88),
      contradictsFrom: z.number().min(0).max(1).default(0.7),
    })
    .prefault({}),
  /** How long things are kept that nobody asked to be kept. */
  retention: z
    .strictObject({
      turnsDays: days.default(30),
      auditDays: days.default(90),
      skillVersions: z.int().min(1).max(1_000).default(50),
    })
    .prefault({}),
  limits: z
    .strictObject({
      bodyBytes: z
        .int()
        .positive()
        .default(16 * 2 ** 20),
      /** Requests being worked on; more are told to come again. */
      inFlight: z.int().positive().default(512),
    })
    .prefault({}),
  timeouts: z
    .strictObject({
      headersMs: milliseconds.default(10_000),
      requestMs: milliseconds.default(60_000),
      keepAliveMs: milliseconds.default(15_000),
      /** A search waits so long for its query's embedding, then goes by words. */
      queryEmbeddingMs: milliseconds.default(2_000),
      drainMs: milliseconds.default(25_000),
    })
    .prefault({}),
});

export type MemoryConfig = z.infer<typeof memoryConfigSchema>;
