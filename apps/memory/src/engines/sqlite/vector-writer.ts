import type { StatementSync } from "node:sqlite";
import { normalise } from "../../vectors/normalise.ts";
import { quantise } from "../../vectors/quantise.ts";
import type { VectorChange } from "../../store/store.ts";
import type { Spaces } from "./spaces.ts";
import type { Statements } from "./statements.ts";
import { recordColumns, toRecord } from "./record-row.ts";
import { factsOf, type VectorIndex } from "./vector-index.ts";

interface VectorWriterParts {
  readonly statements: Statements;
  readonly spaces: Spaces;
  readonly index: VectorIndex;
}

/** Writes vectors, inside a transaction; what it returns is for after the commit. */
export class VectorWriter {
  readonly #statements: Statements;
  readonly #spaces: Spaces;
  readonly #index: VectorIndex;

  constructor({ statements, spaces, index }: VectorWriterParts) {
    this.#statements = statements;
    this.#spaces = spaces;
    this.#index = index;
  }

  /** A model other than the one in use takes all vectors away: those of two models cannot be compared. */
  useModel(model: string): () => void {
    const row = this.#statements.get("SELECT value FROM settings WHERE name = 'model'").get();
    if (row?.["value"] === model) return () => undefined;
    this.#run("DELETE FROM vectors");
    this.#run("DELETE FROM codes");
    this.#run("UPDATE records SET unembedded = (text IS NOT NULL AND active = 1)");
    this.#statements
      .get("INSERT INTO settings VALUES ('model', ?) ON CONFLICT DO UPDATE SET value = excluded.value")
      .run(model);
    return () => this.#index.clear();
  }

  /** Nothing where the record is gone or has another revision. A vector without direction counts as embedded, and is never found. */
  set({ key, revision, vector }: VectorChange): () => void {
    const space = this.#spaces.find(key.tenant, key.kind);
    const row = this.#statements
      .get(`SELECT ${recordColumns} FROM records r JOIN spaces s ON s.id = r.space WHERE r.space = ? AND r.id = ?`)
      .get(space ?? 0, key.id);
    if (space === undefined || row === undefined || row["revision"] !== revision) return () => undefined;
    const record = toRecord(row);
    const { sequence } = record;
    this.#get("UPDATE records SET unembedded = 0 WHERE sequence = ?").run(sequence);
    const unit = normalise(vector);
    if (unit === undefined) return () => undefined;
    const { bytes, scale } = quantise(unit);
    this.#get("INSERT OR REPLACE INTO vectors (sequence, full) VALUES (?, ?)").run(
      sequence,
      new Uint8Array(unit.buffer),
    );
    const facts = factsOf(record);
    this.#get(
      `INSERT OR REPLACE INTO codes (sequence, space, label, active, at_ms, expires_ms, scale, bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      sequence,
      space,
      facts.label,
      Number(facts.active),
      facts.atMs,
      facts.expiresAtMs ?? null,
      scale,
      new Uint8Array(bytes.buffer),
    );
    return () => this.#index.set(space, { sequence, bytes, scale, ...facts });
  }

  #get(sql: string): StatementSync {
    return this.#statements.get(sql);
  }

  #run(sql: string): void {
    this.#get(sql).run();
  }
}
