import type { RowFacts } from "../../vectors/fact-columns.ts";
import { indexText } from "../../store/index-text.ts";
import { indexedKinds, type RecordKey, type StoredRecord } from "../../store/record.ts";
import { StoreError } from "../../store/store-error.ts";
import type { Change } from "../../store/store.ts";
import { facetsOf } from "./facets.ts";
import { toParameters } from "./record-row.ts";
import { textTable, type Spaces } from "./spaces.ts";
import type { Statements } from "./statements.ts";
import { factsOf, type VectorIndex } from "./vector-index.ts";
import { without } from "@hearth/kernel/omit.ts";

/** The fields of an existing record that are needed to change it. */
interface Present {
  readonly sequence: number;
  readonly revision: number;
  readonly text: string | null;
  readonly bytes: number;
  readonly facets: string;
}

interface Indexed {
  readonly text: string | null;
  readonly facets: string;
}

const nothing: Indexed = { text: null, facets: "" };

interface WriterParts {
  readonly statements: Statements;
  readonly spaces: Spaces;
  readonly index: VectorIndex;
}

/** Writes and removes records and everything derived from them. Runs inside a transaction; run the results after the commit. */
export class RecordWriter {
  readonly #statements: Statements;
  readonly #spaces: Spaces;
  readonly #index: VectorIndex;

  constructor({ statements, spaces, index }: WriterParts) {
    this.#statements = statements;
    this.#spaces = spaces;
    this.#index = index;
  }

  apply(change: Change): () => void {
    return "put" in change ? this.#put(change.put, change.ifRevision) : this.#remove(change.remove, change.ifRevision);
  }

  #put(record: StoredRecord, ifRevision: number | undefined): () => void {
    const { tenant, kind } = record;
    const space = this.#spaces.make(tenant, kind);
    const present = this.#present(space, record.id);
    expectRevision(record, present?.revision ?? 0, ifRevision);
    const row = toParameters(record);
    const text = record.text ?? null;
    const sameText = present !== undefined && present.text === text;
    const facts = factsOf(record);
    const sequence = present === undefined ? this.#insert(space, row) : this.#update(present.sequence, row, sameText);
    if (sameText) this.#describe(sequence, facts);
    if (indexedKinds.has(kind)) {
      this.#reindex(space, sequence, { before: present, after: { text, facets: facetsOf(record) } });
    }
    this.#count(record, present === undefined ? 1 : 0, Number(row["bytes"]) - (present?.bytes ?? 0));
    return () => {
      this.#spaces.learn(tenant, kind, space);
      if (sameText) this.#index.describe(space, sequence, facts);
      else this.#index.delete(space, sequence);
    };
  }

  #remove(key: RecordKey, ifRevision: number | undefined): () => void {
    const space = this.#spaces.make(key.tenant, key.kind);
    const present = this.#present(space, key.id);
    expectRevision(key, present?.revision ?? 0, ifRevision);
    if (present === undefined) return () => undefined;
    if (indexedKinds.has(key.kind)) this.#reindex(space, present.sequence, { before: present });
    this.#statements.get("DELETE FROM records WHERE sequence = ?").run(present.sequence);
    this.#count(key, -1, -present.bytes);
    return () => this.#index.delete(space, present.sequence);
  }

  #present(space: number, id: string): Present | undefined {
    const row = this.#statements
      .get(
        `SELECT sequence, revision, text, bytes, user, agent, session, part_of, tags
         FROM records WHERE space = ? AND id = ?`,
      )
      .get(space, id);
    if (row === undefined) return undefined;
    const facets = facetsOf({
      user: row["user"] as string | null,
      agent: row["agent"] as string | null,
      session: row["session"] as string | null,
      group: row["part_of"] as string | null,
      tags: JSON.parse(row["tags"] as string) as string[],
    });
    return { ...(row as unknown as Omit<Present, "facets">), facets };
  }

  #insert(space: number, row: Record<string, string | number | null>): number {
    const { lastInsertRowid } = this.#statements
      .get(
        `INSERT INTO records (space, id, user, agent, session, part_of, tags, active, at_ms, expires_ms, text, body, revision, bytes, unembedded)
         VALUES (:space, :id, :user, :agent, :session, :part_of, :tags, :active, :at_ms, :expires_ms, :text, :body, :revision, :bytes,
           :text IS NOT NULL AND :active)`,
      )
      .run({ space, ...row });
    return Number(lastInsertRowid);
  }

  #update(sequence: number, row: Record<string, string | number | null>, sameText: boolean): number {
    this.#statements
      .get(
        `UPDATE records SET user = :user, agent = :agent, session = :session, part_of = :part_of, tags = :tags, active = :active,
           at_ms = :at_ms, expires_ms = :expires_ms, text = :text, body = :body, revision = :revision, bytes = :bytes,
           unembedded = :text IS NOT NULL AND :active AND (NOT :sameText OR NOT EXISTS (SELECT 1 FROM codes WHERE sequence = :sequence))
         WHERE sequence = :sequence`,
      )
      .run({ sequence, sameText: Number(sameText), ...without(row, "id") });
    if (!sameText) {
      this.#statements.get("DELETE FROM vectors WHERE sequence = ?").run(sequence);
      this.#statements.get("DELETE FROM codes WHERE sequence = ?").run(sequence);
    }
    return sequence;
  }

  #describe(sequence: number, { label, active, atMs, expiresAtMs }: RowFacts): void {
    this.#statements
      .get("UPDATE codes SET label = ?, active = ?, at_ms = ?, expires_ms = ? WHERE sequence = ?")
      .run(label, Number(active), atMs, expiresAtMs ?? null, sequence);
  }

  /** A contentless FTS index needs the old text to delete an entry. */
  #reindex(
    space: number,
    sequence: number,
    change: { readonly before?: Indexed | undefined; readonly after?: Indexed },
  ): void {
    const { before = nothing, after = nothing } = change;
    if (before.text === after.text && before.facets === after.facets) return;
    const table = textTable(space);
    if (before.text !== null) {
      this.#statements
        .get(`INSERT INTO ${table} (${table}, rowid, text, facets) VALUES ('delete', ?, ?, ?)`)
        .run(sequence, indexText(before.text), before.facets);
    }
    if (after.text !== null) {
      this.#statements
        .get(`INSERT INTO ${table} (rowid, text, facets) VALUES (?, ?, ?)`)
        .run(sequence, indexText(after.text), after.facets);
    }
  }

  #count({ tenant, kind }: RecordKey, records: number, bytes: number): void {
    if (kind === "audit") return;
    this.#statements
      .get(
        `INSERT INTO usage (tenant, records, bytes) VALUES (:tenant, :records, :bytes)
         ON CONFLICT DO UPDATE SET records = records + :records, bytes = bytes + :bytes`,
      )
      .run({ tenant, records, bytes });
  }
}

function expectRevision({ kind, id }: RecordKey, present: number, expected: number | undefined): void {
  if (expected === undefined || expected === present) return;
  throw new StoreError("conflict", `${kind} ${id} is at revision ${present}, not ${expected}`);
}
