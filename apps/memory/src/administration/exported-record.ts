import { z } from "zod";
import { exportedKinds, type KeptRecord, type StoredRecord } from "../store/record.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { without } from "@hearth/kernel/omit.ts";

const name = z.string().max(400).optional();

/** A line of an export. It has no tenant, since an import goes into its key's tenant, and no vector, which is computed again. */
export const exportedRecord = z.strictObject({
  /** The audit log is the service's own: nobody brings entries of it. */
  kind: z.enum(exportedKinds),
  id: z.string().min(1).max(400),
  user: name,
  agent: name,
  session: name,
  group: name,
  tags: z.array(z.string().max(400)).max(100),
  active: z.boolean(),
  at: z.number(),
  expires: z.number().optional(),
  text: z.string().max(200_000).optional(),
  body: z.record(z.string(), z.json()),
});

export type ExportedRecord = z.output<typeof exportedRecord>;

export function toExported(record: KeptRecord): ExportedRecord {
  const { kind, atMs, expiresAtMs, body, tags, ...rest } = without(record, "tenant", "sequence", "revision");
  return {
    ...rest,
    kind: kind as ExportedRecord["kind"],
    tags: [...tags],
    at: atMs,
    ...defined({ expires: expiresAtMs }),
    body: body as never,
  };
}

export function fromExported(exported: ExportedRecord, tenant: string): StoredRecord {
  const { user, agent, session, group, text, at, expires, body, ...rest } = exported;
  return {
    ...rest,
    tenant,
    ...defined({ user, agent, session, group, text }),
    atMs: at,
    ...defined({ expiresAtMs: expires }),
    body,
    revision: 1,
  };
}
