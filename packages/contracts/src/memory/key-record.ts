import { z } from "zod";
import { keyIdSchema } from "../keys/key-record.ts";
import { name } from "./api/fields.ts";
import { scopes } from "./api/endpoint.ts";

const moment = z.iso.datetime();
const who = z.string().max(128);

export const tenantSchema = z.string().regex(/^[\w.-]{1,64}$/, "use 1 to 64 letters, digits, '.', '_' or '-'");

/**
 * What is known of a key that a person made, as it lies in Consul under `memoryKeysPrefix`. There is no key in it, only its SHA-256.
 * Unknown fields are refused, since one of them may be a restriction that this version does not know.
 */
export const memoryKeyRecordSchema = z.strictObject({
  id: keyIdSchema,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  tenant: tenantSchema,
  /** What the key adds is this agent's unless it says otherwise. */
  agent: name.optional(),
  scopes: z.array(z.enum(scopes)).min(1),
  createdAt: moment,
  createdBy: who,
  /** From then on the key is refused. */
  notAfter: moment.optional(),
  /** Refused for ever; the record stays, so that the audit log's names keep their meaning. */
  revokedAt: moment.optional(),
  revokedBy: who.optional(),
});

export type MemoryKeyRecord = z.infer<typeof memoryKeyRecordSchema>;
