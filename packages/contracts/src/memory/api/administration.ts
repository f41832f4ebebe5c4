import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";

/** Counts of one tenant, and what it may have. */
const usage = z.object({
  tenant: z.string(),
  records: z.int(),
  recordLimit: z.int(),
  bytes: z.int(),
  byteLimit: z.int(),
  byKind: z.record(z.string(), z.int()),
});

const auditEntry = z.object({
  at: z.string(),
  key: z.string(),
  action: z.string(),
  target: z.string().optional(),
  count: z.int().optional(),
});

/** A line of an export: a record with its vector left out, since that can be made again. */
export const exportedLine = z.looseObject({ kind: z.string(), id: z.string() });

export const administrationEndpoints = {
  usage: defineEndpoint({
    method: "GET",
    path: "/v1/admin/usage",
    scope: "admin",
    about: "How much the key's tenant has, and may have.",
    answer: usage,
  }),
  audit: defineEndpoint({
    method: "GET",
    path: "/v1/admin/audit",
    scope: "admin",
    about: "Who changed what in the key's tenant, newest first.",
    query: z.strictObject({
      limit: z.coerce.number().pipe(z.int().min(1).max(100)).optional(),
      cursor: z.coerce.number().pipe(z.int().nonnegative()).optional(),
    }),
    answer: z.object({ entries: z.array(auditEntry), cursor: z.int().optional() }),
  }),
  backup: defineEndpoint({
    method: "POST",
    path: "/v1/admin/backup",
    scope: "admin",
    about: "Write a backup of the whole store into the configured folder while serving.",
    body: z.strictObject({}),
    answer: z.object({ file: z.string(), bytes: z.int(), sha256: z.string(), milliseconds: z.number() }),
    status: 201,
  }),
  export: defineEndpoint({
    method: "GET",
    path: "/v1/admin/export",
    scope: "admin",
    about: "Everything of the key's tenant as JSON Lines; sensitive fields stay encrypted.",
    answer: exportedLine,
    stream: "answer",
  }),
  import: defineEndpoint({
    method: "POST",
    path: "/v1/admin/import",
    scope: "admin",
    about: "Take in an export into the key's tenant; what is there under the same id is replaced.",
    body: exportedLine,
    answer: z.object({ imported: z.int() }),
    stream: "body",
  }),
  rotate: defineEndpoint({
    method: "POST",
    path: "/v1/admin/rotate",
    scope: "admin",
    about: "Encrypt the tenant's sensitive memories again, with the newest key of the key file.",
    body: z.strictObject({}),
    answer: z.object({ rotated: z.int() }),
  }),
};
