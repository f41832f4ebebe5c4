import { z } from "zod";
import { scopes } from "./api/endpoint.ts";

/**
 * The file of API keys: `{"keys":[{"id":"cook","sha256":"…","tenant":"home","agent":"cook","scopes":["memories:read"]}]}`. A key is a
 * random text of at least 128 bits, so a plain SHA-256 of its UTF-8 bytes can neither be guessed nor reversed. The id is what logs and
 * the audit log show. With `agent`, what the key adds is that agent's unless it says otherwise.
 */
export const keyFileSchema = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        id: z
          .string()
          .regex(/^[\w.-]{1,64}$/)
          .meta({ description: "Name of the key, as the log and the audit log show it." }),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .meta({ description: "SHA-256 of the key's UTF-8 bytes, in hexadecimal." }),
        tenant: z
          .string()
          .regex(/^[\w.-]{1,64}$/)
          .meta({ description: "Tenant whose data the key works with." }),
        agent: z
          .string()
          .min(1)
          .max(200)
          .optional()
          .meta({ description: "Agent that owns what the key adds, unless a request names another." }),
        scopes: z.array(z.enum(scopes)).min(1).meta({ description: "What the key may do." }),
      }),
    )
    .meta({ description: "The API keys that are accepted." }),
});

export type KeyFile = z.infer<typeof keyFileSchema>;
