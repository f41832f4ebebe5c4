import { normalise } from "../../vectors/normalise.ts";
import { indexedWords } from "../../store/index-text.ts";
import { wordsOf } from "../../store/match-expression.ts";
import type { KeptRecord, RecordKey, RecordKind } from "../../store/record.ts";
import { StoreError } from "../../store/store-error.ts";
import type {
  Change,
  ListQuery,
  Ranked,
  Scope,
  Store,
  TextQuery,
  Usage,
  VectorChange,
  VectorQuery,
} from "../../store/store.ts";
import { scopeSql } from "./filter-sql.ts";
import { migrate } from "./migrate.ts";
import { recordColumns, toRecord, withoutAccents } from "./record-row.ts";
import type { Query, SqlClient } from "./sql-client.ts";
import { toStoreError } from "./to-store-error.ts";
import { ensureIndex, setVector, useModel, vectorText } from "./vectors.ts";
import { count, writeRecord } from "./write-record.ts";

/** Candidates that the vector index considers; iterative scans still give full results for selective filters. */
const searchWidth = 200;

/**
 * The store in Postgres with pgvector, for installations that have outgrown one file. Words are ranked by ts_rank instead of BM25, and
 * vectors by an HNSW index, which may miss a hit among many where SQLite's scan does not. Use Postgres' own tools for backups.
 */
export class PostgresStore implements Store {
  readonly #client: SqlClient;
  readonly #indexed = new Set<number>();

  private constructor(client: SqlClient) {
    this.#client = client;
  }

  /** Migrates the schema first. Throws StoreError `broken`. */
  static async open(client: SqlClient): Promise<PostgresStore> {
    await migrate(client);
    return new PostgresStore(client);
  }

  async commit(changes: readonly Change[]): Promise<void> {
    await this.#transaction(async (query) => {
      for (const change of changes) await writeRecord(query, change);
    });
  }

  async get({ tenant, kind, id }: RecordKey, nowMs: number): Promise<KeptRecord | undefined> {
    const { sql, values } = scopeSql({ tenant, kind, nowMs, filter: { inactive: true } });
    const [row] = await this.#query(
      `SELECT ${recordColumns} FROM records r WHERE ${sql} AND r.id = $${values.length + 1}`,
      [...values, id],
    );
    return row === undefined ? undefined : toRecord(row);
  }

  async list({ limit, order = "newest", cursor, maxBytes, ...scope }: ListQuery): Promise<readonly KeptRecord[]> {
    const { sql, values } = scopeSql(scope);
    const newest = order === "newest";
    const after = cursor ?? (newest ? Number.MAX_SAFE_INTEGER : 0);
    const direction = newest ? "DESC" : "ASC";
    const rows = await this.#query(
      `SELECT * FROM (
         SELECT ${recordColumns}, sum(r.bytes) OVER (ORDER BY r.sequence ${direction}) AS upto, r.bytes AS size
         FROM records r WHERE ${sql} AND r.sequence ${newest ? "<" : ">"} $${values.length + 1}
         ORDER BY r.sequence ${direction} LIMIT $${values.length + 2}) page
       WHERE upto <= $${values.length + 3} OR upto = size ORDER BY sequence ${direction}`,
      [...values, after, limit, maxBytes ?? Number.MAX_SAFE_INTEGER],
    );
    return rows.map(toRecord);
  }

  async count(scope: Scope): Promise<number> {
    const { sql, values } = scopeSql(scope);
    return this.#number(`SELECT count(*) AS n FROM records r WHERE ${sql}`, values);
  }

  async searchText({ text, limit, ...scope }: TextQuery): Promise<readonly Ranked[]> {
    const words = indexedWords(text)
      .flatMap((word) => wordsOf(withoutAccents(word)))
      .map((word) => `'${word}'`);
    if (words.length === 0) return [];
    const { sql, values } = scopeSql(scope, 3);
    const rows = await this.#query(
      `SELECT ${recordColumns}, ts_rank(r.words, query, 1) AS score FROM records r, to_tsquery('english', $1) query
       WHERE r.words @@ query AND ${sql} ORDER BY score DESC, r.sequence DESC LIMIT $2`,
      [words.join(" | "), limit, ...values],
    );
    return rows.map((row) => ({ record: toRecord(row), score: Number(row["score"]) }));
  }

  async searchVector({ vector, limit, ...scope }: VectorQuery): Promise<readonly Ranked[]> {
    const unit = normalise(vector);
    if (unit === undefined) return [];
    const { sql, values } = scopeSql(scope, 3);
    const type = `vector(${unit.length})`;
    const rows = await this.#transaction(async (query) => {
      await query(`SET LOCAL hnsw.ef_search = ${searchWidth}`);
      await query("SET LOCAL hnsw.iterative_scan = strict_order");
      return query(
        `SELECT ${recordColumns}, 1 - (v.vector::${type} <=> $1::${type}) AS score
         FROM vectors v JOIN records r ON r.sequence = v.sequence
         WHERE v.dimensions = ${unit.length} AND ${sql}
         ORDER BY v.vector::${type} <=> $1::${type} LIMIT $2`,
        [vectorText(unit), limit, ...values],
      );
    });
    return rows.map((row) => ({ record: toRecord(row), score: Number(row["score"]) }));
  }

  async unembedded(model: string, limit: number): Promise<readonly KeptRecord[]> {
    const rows = await this.#transaction(async (query) => {
      await useModel(query, model);
      return query(`SELECT ${recordColumns} FROM records r WHERE r.unembedded ORDER BY r.sequence LIMIT $1`, [limit]);
    });
    return rows.map(toRecord);
  }

  unembeddedCount(model: string): Promise<number> {
    return this.#number(
      `SELECT count(*) AS n FROM records WHERE CASE
         WHEN EXISTS (SELECT 1 FROM settings WHERE name = 'model' AND value = $1) THEN unembedded
         ELSE text IS NOT NULL AND active END`,
      [model],
    );
  }

  async setVectors(model: string, vectors: readonly VectorChange[]): Promise<void> {
    await this.#transaction(async (query) => {
      await useModel(query, model);
      for (const { vector } of vectors) {
        if (!this.#indexed.has(vector.length)) await ensureIndex(query, vector.length);
      }
      for (const change of vectors) await setVector(query, change);
    });
    for (const { vector } of vectors) this.#indexed.add(vector.length);
  }

  async vectorOf({ tenant, kind, id }: RecordKey): Promise<Float32Array | undefined> {
    const [row] = await this.#query(
      `SELECT v.vector::text AS vector FROM vectors v JOIN records r ON r.sequence = v.sequence
       WHERE r.tenant = $1 AND r.kind = $2 AND r.id = $3`,
      [tenant, kind, id],
    );
    return row === undefined ? undefined : Float32Array.from(JSON.parse(row["vector"] as string) as number[]);
  }

  async usage(tenant: string): Promise<Usage> {
    const [row] = await this.#query("SELECT records, bytes FROM usage WHERE tenant = $1", [tenant]);
    return { records: Number(row?.["records"] ?? 0), bytes: Number(row?.["bytes"] ?? 0) };
  }

  async tenants(): Promise<readonly string[]> {
    const rows = await this.#query("SELECT tenant FROM usage ORDER BY tenant");
    return rows.map(({ tenant }) => tenant as string);
  }

  purgeExpired(nowMs: number, limit: number): Promise<number> {
    return this.#transaction(async (query) => {
      const gone = await query(
        `DELETE FROM records WHERE sequence IN
           (SELECT sequence FROM records WHERE expires_ms <= $1 ORDER BY expires_ms LIMIT $2 FOR UPDATE SKIP LOCKED)
         RETURNING tenant, kind, bytes`,
        [nowMs, limit],
      );
      for (const { tenant, kind, bytes } of gone) {
        const key = { tenant: tenant as string, kind: kind as RecordKind };
        await count(query, key, { records: -1, bytes: -Number(bytes) });
      }
      return gone.length;
    });
  }

  backup(): Promise<void> {
    const message = "a Postgres is backed up with its own tools, such as pg_dump";
    return Promise.reject(new StoreError("unsupported", message));
  }

  async setting(name: string): Promise<string | undefined> {
    const [row] = await this.#query("SELECT value FROM settings WHERE name = $1", [name]);
    return row?.["value"] as string | undefined;
  }

  async setSetting(name: string, value: string, { ifAbsent = false } = {}): Promise<void> {
    const change = ifAbsent ? "NOTHING" : "UPDATE SET value = excluded.value";
    await this.#query(`INSERT INTO settings VALUES ($1, $2) ON CONFLICT (name) DO ${change}`, [name, value]);
  }

  async check(): Promise<void> {
    // A read-only server refuses the lock.
    await this.#query("SELECT name FROM settings LIMIT 1 FOR UPDATE");
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  readonly #query: Query = async (sql, values) => {
    try {
      return await this.#client.query(sql, values);
    } catch (thrown) {
      throw toStoreError(thrown);
    }
  };

  async #transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    try {
      return await this.#client.transaction(work);
    } catch (thrown) {
      throw toStoreError(thrown);
    }
  }

  async #number(sql: string, values: Parameters<Query>[1]): Promise<number> {
    const [row] = await this.#query(sql, values);
    return Number(row?.["n"] ?? 0);
  }
}
