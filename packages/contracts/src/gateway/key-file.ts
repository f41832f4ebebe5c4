import { z } from "zod";

/**
 * The file of API keys: `{"keys":[{"id":"laptop","sha256":"<64 hexadecimal digits>"}]}`. A key is a random text of at least
 * 128 bits, so a plain SHA-256 of its UTF-8 bytes can neither be guessed nor reversed. The id is what logs show.
 */
export const keyFileSchema = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        id: z
          .string()
          .regex(/^[\w.-]{1,64}$/)
          .meta({ description: "Name of the key, as logs show it." }),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .meta({ description: "SHA-256 of the key's UTF-8 bytes, in hexadecimal." }),
      }),
    )
    .meta({ description: "The API keys that are accepted." }),
});

export type KeyFile = z.infer<typeof keyFileSchema>;
