import { z } from "zod";

/**
 * The file of encryption keys: `{"keys":[{"id":"2026-11","base64":"<32 bytes>"}]}`. The first key encrypts; the others only decrypt. To
 * rotate, put a new key first, send SIGHUP, call /v1/admin/rotate, and remove the old key.
 */
export const encryptionKeysSchema = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        id: z
          .string()
          .regex(/^[\w.-]{1,64}$/)
          .meta({ description: "Name of the key." }),
        base64: z
          .base64()
          .refine((text) => Buffer.from(text, "base64").length === 32, "must be 32 bytes")
          .meta({ description: "The key's 32 bytes in base64." }),
      }),
    )
    .min(1)
    .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, "ids must differ")
    .meta({ description: "Encryption keys. The first one encrypts; the others still decrypt what they encrypted." }),
});

export type EncryptionKeys = z.infer<typeof encryptionKeysSchema>;
