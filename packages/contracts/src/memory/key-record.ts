import { z } from "zod";
import { keyIdSchema } from "../keys/key-record.ts";
import { name } from "./api/fields.ts";
import { scopes } from "./api/endpoint.ts";

const moment = z.iso.datetime();
const who = z.string().max(128);

export const tenantSchema = z.string().regex(/^[\w.-]{1,64}$/, "use 1 to 64 letters, digits, '.', '_' or '-'");

/**
 * The record of a created key, in Consul under `memoryKeysPrefix`. It holds only the key's SHA-256. Unknown fields are refused, since
 * one of them may be a restriction that this version does not know.
 */
export const memoryKeyRecordSchema = z.strictObject({
  id: keyIdSchema.meta({ description: "Name of the key." }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ description: "SHA-256 of the key's UTF-8 bytes, in hexadecimal." }),
  tenant: tenantSchema.meta({ description: "Tenant whose data the key works with." }),
  agent: name.optional().meta({ description: "Agent that owns what the key adds, unless a request names another." }),
  scopes: z.array(z.enum(scopes)).min(1).meta({ description: "What the key may do." }),
  createdAt: moment.meta({ description: "When the key was created." }),
  createdBy: who.meta({ description: "Who created the key." }),
  notAfter: moment.optional().meta({ description: "When the key stops being accepted. Default: never." }),
  revokedAt: moment.optional().meta({
    description:
      "When the key was revoked. It is refused from then on; the record stays, so that the names in the audit log keep their meaning.",
  }),
  revokedBy: who.optional().meta({ description: "Who revoked the key." }),
});

export type MemoryKeyRecord = z.infer<typeof memoryKeyRecordSchema>;
