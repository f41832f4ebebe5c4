import { indexText } from "../../store/index-text.ts";
import {
  indexedKinds,
  type JsonObject,
  type KeptRecord,
  type RecordKind,
  type StoredRecord,
} from "../../store/record.ts";
import type { SqlRow, SqlValue } from "./sql-client.ts";

/** For SELECT over records (as r). The body is cast, since drivers parse json differently. */
export const recordColumns =
  "r.sequence, r.tenant, r.kind, r.id, r.person, r.agent, r.session, r.part_of, r.tags, r.active, r.at_ms, r.expires_ms, r.text, r.body::text AS body, r.revision";

export function toRecord(row: SqlRow): KeptRecord {
  const optional = <Name extends string>(name: Name, column: string): Partial<Record<Name, string>> =>
    row[column] === null ? {} : ({ [name]: row[column] } as Record<Name, string>);
  return {
    sequence: Number(row["sequence"]),
    tenant: row["tenant"] as string,
    kind: row["kind"] as RecordKind,
    id: row["id"] as string,
    ...optional("user", "person"),
    ...optional("agent", "agent"),
    ...optional("session", "session"),
    ...optional("group", "part_of"),
    tags: row["tags"] as string[],
    active: row["active"] as boolean,
    atMs: Number(row["at_ms"]),
    ...(row["expires_ms"] === null ? {} : { expiresAtMs: Number(row["expires_ms"]) }),
    ...optional("text", "text"),
    body: JSON.parse(row["body"] as string) as JsonObject,
    revision: Number(row["revision"]),
  };
}

/** The values of `writtenColumns`, in order. */
export function toValues(record: StoredRecord): readonly SqlValue[] {
  const text = record.text === undefined ? null : withoutNul(record.text);
  const body = JSON.stringify(record.body);
  return [
    record.tenant,
    record.kind,
    record.id,
    record.user ?? null,
    record.agent ?? null,
    record.session ?? null,
    record.group ?? null,
    record.tags,
    record.active,
    Math.round(record.atMs),
    record.expiresAtMs === undefined ? null : Math.round(record.expiresAtMs),
    text,
    body,
    record.revision,
    bytesOf(record),
    text === null || !indexedKinds.has(record.kind) ? null : withoutAccents(indexText(text)),
  ];
}

export const writtenColumns = [
  ...["tenant", "kind", "id", "person", "agent", "session", "part_of", "tags", "active", "at_ms", "expires_ms"],
  ...["text", "body", "revision", "bytes", "words"],
] as const;

export const bytesOf = ({ body, text = "" }: StoredRecord): number =>
  Buffer.byteLength(JSON.stringify(body)) + Buffer.byteLength(text);

/** Postgres cannot store NUL in text. */
export const withoutNul = (text: string): string => text.replaceAll("\0", "\uFFFD");

/** Lets `cafe` find `café` without a server extension. */
export const withoutAccents = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "");
