import { z } from "zod";
import { keyLimitsSchema } from "./key-limits.ts";
import { keyMemoriesSchema } from "./key-memories.ts";

/** The APIs that a key can be limited to, by the gateway's names. */
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

export const keyIdPattern = /^[a-zA-Z0-9][\w.-]{0,63}$/;

/** A key's name, used in Consul's paths, logs and metrics. */
export const keyIdSchema = z
  .string()
  .regex(keyIdPattern, "use 1 to 64 letters, digits, '.', '_' or '-', first a letter or a digit");

/** Number of changes that a record keeps. */
export const maxHistoryEntries = 50;

const moment = z.iso.datetime();

/**
 * A key's record in Consul, under `keysPrefix`. It holds only digests, not the key. Unknown fields are refused, since one of them may
 * be a restriction that this version does not know.
 */
export const keyRecordSchema = z.strictObject({
  id: keyIdSchema.meta({ description: "Name of the key, as paths in Consul, logs and metrics show it." }),
  secrets: z
    .array(
      z.strictObject({
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .meta({ description: "SHA-256 of the key's UTF-8 bytes, in hexadecimal." }),
        notAfter: moment.optional().meta({ description: "When this digest stops being accepted. Default: never." }),
      }),
    )
    .min(1)
    .max(8)
    .meta({ description: "Digests of the key; more than one while a rotation's overlap lasts." }),
  createdAt: moment.meta({ description: "When the key was created." }),
  notAfter: moment.optional().meta({ description: "When the key stops being accepted. Default: never." }),
  revokedAt: moment
    .optional()
    .meta({ description: "When the key was revoked. It is refused from then on; the record stays, for its history." }),
  models: z.array(z.string().min(1).max(128)).max(64).optional().meta({
    description:
      "Experts and models that the key may use; `*` stands for any part of a name. Default: all; an empty list: none.",
  }),
  apis: z
    .array(z.enum(keyApis))
    .optional()
    .meta({ description: "APIs that the key may call. Default: all; an empty list: none." }),
  limits: keyLimitsSchema.meta({ description: "What the key may use; a limit that is absent does not apply." }),
  memories: keyMemoriesSchema
    .optional()
    .meta({ description: "Whose memories are added to the key's chats. Default: none are added." }),
  priority: z
    .int()
    .min(-10)
    .max(10)
    .meta({ description: "Precedence where requests wait in a queue; the higher number goes first." }),
  history: z
    .array(
      z.strictObject({
        at: moment.meta({ description: "When the change was made." }),
        who: z.string().max(128).meta({ description: "Who made the change." }),
        what: z.string().max(500).meta({ description: "What was changed." }),
      }),
    )
    .max(maxHistoryEntries)
    .meta({ description: "Changes to the record, newest last; the oldest are dropped." }),
});

export type KeyRecord = z.infer<typeof keyRecordSchema>;
export type KeyApi = (typeof keyApis)[number];
