import type { DatabaseSync } from "node:sqlite";
import type { RecordKind } from "../../store/record.ts";
import { indexedKinds } from "../../store/record.ts";

/**
 * A space is one tenant's records of one kind. Each has its own full-text and vector index, so that tenants do not affect each other's
 * speed or ranking, and no query can cross tenants through a forgotten condition.
 */
export class Spaces {
  readonly #database: DatabaseSync;
  readonly #numbers = new Map<string, number>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    for (const row of database.prepare("SELECT id, tenant, kind FROM spaces").all()) {
      this.#numbers.set(key(String(row["tenant"]), String(row["kind"])), Number(row["id"]));
    }
  }

  find(tenant: string, kind: RecordKind): number | undefined {
    return this.#numbers.get(key(tenant, kind));
  }

  numbers(): readonly number[] {
    return [...this.#numbers.values()];
  }

  /** Call inside a transaction, and `learn` after it, since the transaction may fail. */
  make(tenant: string, kind: RecordKind): number {
    const known = this.find(tenant, kind);
    if (known !== undefined) return known;
    const find = this.#database.prepare("SELECT id FROM spaces WHERE tenant = ? AND kind = ?");
    const made = find.get(tenant, kind);
    if (made !== undefined) return Number(made["id"]);
    const { lastInsertRowid } = this.#database
      .prepare("INSERT INTO spaces (tenant, kind) VALUES (?, ?)")
      .run(tenant, kind);
    const number = Number(lastInsertRowid);
    if (indexedKinds.has(kind)) this.#makeTextIndex(number);
    return number;
  }

  learn(tenant: string, kind: RecordKind, number: number): void {
    this.#numbers.set(key(tenant, kind), number);
  }

  #makeTextIndex(number: number): void {
    const table = textTable(number);
    this.#database.exec(`
      CREATE VIRTUAL TABLE ${table} USING fts5 (
        text, facets, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
      );
      INSERT INTO ${table} (${table}, rank) VALUES ('rank', 'bm25(1.0, 0.0)');
      INSERT INTO ${table} (${table}, rank) VALUES ('secure-delete', 1);
    `);
  }
}

export const textTable = (space: number): string => `text_${space}`;
const key = (tenant: string, kind: string): string => `${kind}/${tenant}`;
