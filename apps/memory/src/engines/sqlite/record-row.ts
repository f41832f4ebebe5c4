import type { SQLOutputValue } from "node:sqlite";
import type { JsonObject, KeptRecord, RecordKind, StoredRecord } from "../../store/record.ts";

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** For SELECT over records (as r) joined with spaces (as s). */
export const recordColumns =
  "r.sequence, s.tenant, s.kind, r.id, r.user, r.agent, r.session, r.part_of, r.tags, r.active, r.at_ms, r.expires_ms, r.text, r.body, r.revision";

export function toRecord(row: Row): KeptRecord {
  const optional = <Name extends string>(name: Name, column: string): Partial<Record<Name, string>> =>
    row[column] === null ? {} : ({ [name]: row[column] } as Record<Name, string>);
  return {
    sequence: Number(row["sequence"]),
    tenant: String(row["tenant"]),
    kind: row["kind"] as RecordKind,
    id: String(row["id"]),
    ...optional("user", "user"),
    ...optional("agent", "agent"),
    ...optional("session", "session"),
    ...optional("group", "part_of"),
    tags: JSON.parse(String(row["tags"])) as string[],
    active: row["active"] === 1,
    atMs: Number(row["at_ms"]),
    ...(row["expires_ms"] === null ? {} : { expiresAtMs: Number(row["expires_ms"]) }),
    ...optional("text", "text"),
    body: JSON.parse(String(row["body"])) as JsonObject,
    revision: Number(row["revision"]),
  };
}

/** The values of a record's columns, by their parameter names. */
export function toParameters(record: StoredRecord): Record<string, string | number | null> {
  const body = JSON.stringify(record.body);
  return {
    id: record.id,
    user: record.user ?? null,
    agent: record.agent ?? null,
    session: record.session ?? null,
    part_of: record.group ?? null,
    tags: JSON.stringify(record.tags),
    active: Number(record.active),
    at_ms: Math.round(record.atMs),
    expires_ms: record.expiresAtMs === undefined ? null : Math.round(record.expiresAtMs),
    text: record.text ?? null,
    body,
    revision: record.revision,
    bytes: Buffer.byteLength(body) + Buffer.byteLength(record.text ?? ""),
  };
}
