import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";

/** A tenant's usage and quotas. */
const usage = z.object({
  tenant: z.string().meta({ description: "The key's tenant." }),
  records: z.int().meta({ description: "Number of records stored." }),
  recordLimit: z.int().meta({ description: "Maximum number of records." }),
  bytes: z.int().meta({ description: "Bytes stored." }),
  byteLimit: z.int().meta({ description: "Maximum number of bytes." }),
  byKind: z.record(z.string(), z.int()).meta({ description: "Number of records by kind." }),
});

const auditEntry = z.object({
  at: z.string().meta({ description: "When it happened (ISO 8601)." }),
  key: z.string().meta({ description: "Name of the key that was used." }),
  action: z.string().meta({ description: "What was done." }),
  target: z.string().optional().meta({ description: "Id of what was changed." }),
  count: z.int().optional().meta({ description: "How many records were changed." }),
});

/** A line of an export: a record without its vector, which can be computed again. */
export const exportedLine = z.looseObject({
  kind: z.string().meta({ description: "Kind of the record." }),
  id: z.string().meta({ description: "Id of the record." }),
});

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
      limit: z.coerce
        .number()
        .pipe(z.int().min(1).max(100))
        .optional()
        .meta({ description: "Maximum number of entries, 1 to 100." }),
      cursor: z.coerce
        .number()
        .pipe(z.int().nonnegative())
        .optional()
        .meta({ description: "The `cursor` of the previous page." }),
    }),
    answer: z.object({
      entries: z.array(auditEntry).meta({ description: "Entries, newest first." }),
      cursor: z.int().optional().meta({ description: "Pass it on to get the next page; absent on the last one." }),
    }),
  }),
  backup: defineEndpoint({
    method: "POST",
    path: "/v1/admin/backup",
    scope: "admin",
    about: "Write a backup of the whole store into the configured folder while serving.",
    body: z.strictObject({}),
    answer: z.object({
      file: z.string().meta({ description: "Path of the backup on the service's machine." }),
      bytes: z.int().meta({ description: "Size of the backup, in bytes." }),
      sha256: z.string().meta({ description: "SHA-256 of the backup, in hexadecimal." }),
      milliseconds: z.number().meta({ description: "How long the backup took, in milliseconds." }),
    }),
    status: 201,
  }),
  export: defineEndpoint({
    method: "GET",
    path: "/v1/admin/export",
    scope: "admin",
    about: "Everything of the key's tenant as JSON Lines, without the audit log; sensitive memories stay encrypted.",
    answer: exportedLine,
    stream: "answer",
    answerType: "application/jsonl",
  }),
  import: defineEndpoint({
    method: "POST",
    path: "/v1/admin/import",
    scope: "admin",
    about:
      "Take in an export into the key's tenant; what is there under the same id is replaced. Audit entries are refused.",
    body: exportedLine,
    answer: z.object({ imported: z.int().meta({ description: "Number of records imported." }) }),
    stream: "body",
    bodyType: "application/jsonl",
  }),
  rotate: defineEndpoint({
    method: "POST",
    path: "/v1/admin/rotate",
    scope: "admin",
    about: "Encrypt the tenant's sensitive memories and its data key again, with the newest key of the key file.",
    body: z.strictObject({}),
    answer: z.object({ rotated: z.int().meta({ description: "Number of memories and data keys encrypted again." }) }),
  }),
};
