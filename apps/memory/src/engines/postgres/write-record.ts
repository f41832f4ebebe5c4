import type { RecordKey, StoredRecord } from "../../store/record.ts";
import { StoreError } from "../../store/store-error.ts";
import type { Change } from "../../store/store.ts";
import { bytesOf, toValues, withoutNul, writtenColumns } from "./record-row.ts";
import type { Query } from "./sql-client.ts";

/** Writes or removes one record and everything derived from it, inside a transaction. Throws StoreError `conflict`. */
export async function writeRecord(query: Query, change: Change): Promise<void> {
  if ("put" in change) await put(query, change.put, change.ifRevision);
  else await remove(query, change.remove, change.ifRevision);
}

interface Present {
  readonly sequence: number;
  readonly revision: number;
  readonly text: string | null;
  readonly bytes: number;
}

async function put(query: Query, record: StoredRecord, ifRevision: number | undefined): Promise<void> {
  const present = await find(query, record);
  expectRevision(record, present?.revision ?? 0, ifRevision);
  const values = toValues(record);
  const places = writtenColumns.map((column, index) =>
    column === "words" ? `to_tsvector('english', $${index + 1})` : `$${index + 1}`,
  );
  const wantsVector = record.text !== undefined && record.active;
  if (present === undefined) {
    await query(
      `INSERT INTO records (${writtenColumns.join(", ")}, unembedded) VALUES (${places.join(", ")}, $${values.length + 1})`,
      [...values, wantsVector],
    );
  } else {
    const [sequence, sameText] = [
      present.sequence,
      present.text === (record.text === undefined ? null : withoutNul(record.text)),
    ];
    if (!sameText) await query("DELETE FROM vectors WHERE sequence = $1", [sequence]);
    const set = writtenColumns.map((column, index) => `${column} = ${places[index] ?? ""}`).join(", ");
    await query(
      `UPDATE records SET ${set}, unembedded = $${values.length + 1}::boolean
         AND NOT EXISTS (SELECT 1 FROM vectors WHERE sequence = $${values.length + 2})
       WHERE sequence = $${values.length + 2}`,
      [...values, wantsVector, sequence],
    );
  }
  const bytes = bytesOf(record) - (present?.bytes ?? 0);
  await count(query, record, { records: present === undefined ? 1 : 0, bytes });
}

async function remove(query: Query, key: RecordKey, ifRevision: number | undefined): Promise<void> {
  const present = await find(query, key);
  expectRevision(key, present?.revision ?? 0, ifRevision);
  if (present === undefined) return;
  await query("DELETE FROM records WHERE sequence = $1", [present.sequence]);
  await count(query, key, { records: -1, bytes: -present.bytes });
}

async function find(query: Query, { tenant, kind, id }: RecordKey): Promise<Present | undefined> {
  const [row] = await query(
    "SELECT sequence, revision, text, bytes FROM records WHERE tenant = $1 AND kind = $2 AND id = $3 FOR UPDATE",
    [tenant, kind, id],
  );
  if (row === undefined) return undefined;
  const [sequence, revision, bytes] = [row["sequence"], row["revision"], row["bytes"]].map(Number) as [
    number,
    number,
    number,
  ];
  return { sequence, revision, bytes, text: row["text"] as string | null };
}

/** Updates a tenant's usage, inside the same transaction; the audit log does not count. */
export async function count(
  query: Query,
  { tenant, kind }: Pick<RecordKey, "tenant" | "kind">,
  change: { readonly records: number; readonly bytes: number },
): Promise<void> {
  if (kind === "audit") return;
  await query(
    `INSERT INTO usage VALUES ($1, $2, $3)
     ON CONFLICT (tenant) DO UPDATE SET records = usage.records + $2, bytes = usage.bytes + $3`,
    [tenant, change.records, change.bytes],
  );
}

function expectRevision({ kind, id }: RecordKey, present: number, expected: number | undefined): void {
  if (expected === undefined || expected === present) return;
  throw new StoreError("conflict", `${kind} ${id} is at revision ${present}, not ${expected}`);
}
