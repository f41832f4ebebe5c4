import { z } from "zod";
import { keyLimitsSchema } from "./key-limits.ts";
import { keyMemoriesSchema } from "./key-memories.ts";

/** The APIs that a key can be held to; the gateway's own names for them. */
export const keyApis = [
  "chat",
  "completions",
  "embeddings",
  "rerank",
  "responses",
  "messages",
  "count_tokens",
  "audio",
  "images",
] as const;

/** A key's name: it stands in Consul's paths, logs and metrics. */
export const keyIdSchema = z
  .string()
  .regex(/^[a-zA-Z0-9][\w.-]{0,63}$/, "use 1 to 64 letters, digits, '.', '_' or '-', first a letter or a digit");

/** How many changes a record remembers. */
export const longestHistory = 50;

const moment = z.iso.datetime();

/**
 * What is known of a key, as it lies in Consul under `keysPrefix`. There is no key in it: only digests. Unknown fields are refused, since
 * one of them may be a restriction that this version does not know.
 */
export const keyRecordSchema = z.strictObject({
  id: keyIdSchema,
  /** More than one while a rotation's overlap lasts. Each is the SHA-256 of the key's UTF-8 bytes. */
  secrets: z
    .array(z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), notAfter: moment.optional() }))
    .min(1)
    .max(8),
  createdAt: moment,
  /** From then on the key is refused. */
  notAfter: moment.optional(),
  /** Refused for ever; the record stays, for its history. */
  revokedAt: moment.optional(),
  /** Experts and models, `*` for any part of a name; absent: all. */
  models: z.array(z.string().min(1).max(128)).min(1).max(64).optional(),
  /** Absent: all. */
  apis: z.array(z.enum(keyApis)).min(1).optional(),
  limits: keyLimitsSchema,
  /** Absent: its chats go as they come. */
  memories: keyMemoriesSchema.optional(),
  /** Who goes first where requests queue: the higher one. */
  priority: z.int().min(-10).max(10),
  /** Newest last; the oldest are dropped. */
  history: z
    .array(z.strictObject({ at: moment, who: z.string().max(128), what: z.string().max(500) }))
    .max(longestHistory),
});

export type KeyRecord = z.infer<typeof keyRecordSchema>;
export type KeyApi = (typeof keyApis)[number];
