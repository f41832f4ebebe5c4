import { dot, normalise } from "../../vectors/normalise.ts";
import type { KeptRecord, RecordKey } from "../../store/record.ts";
import type { ListQuery, Ranked, Scope, TextQuery, Usage, VectorQuery } from "../../store/store.ts";
import { facetExpression } from "./facets.ts";
import { filterSql } from "./filter-sql.ts";
import { indexedWords } from "../../store/index-text.ts";
import { matchExpression } from "../../store/match-expression.ts";
import { recordColumns, toRecord, type Row } from "./record-row.ts";
import { textTable, type Spaces } from "./spaces.ts";
import type { Statements } from "./statements.ts";
import type { VectorIndex } from "./vector-index.ts";
import { WordCounts } from "./word-counts.ts";

/** Candidates from the quantised index per wanted hit: enough that re-ranking by full vectors is practically exact. */
const candidatesPerHit = 4;
const minCandidates = 48;

const fromRecords = `SELECT ${recordColumns} FROM records r JOIN spaces s ON s.id = r.space`;

interface ReaderParts {
  readonly statements: Statements;
  readonly spaces: Spaces;
  readonly index: VectorIndex;
}

/** All reads from the file. Throws what SQLite throws. */
export class RecordReader {
  readonly #statements: Statements;
  readonly #spaces: Spaces;
  readonly #index: VectorIndex;
  readonly #wordCounts: WordCounts;

  constructor({ statements, spaces, index }: ReaderParts) {
    this.#statements = statements;
    this.#spaces = spaces;
    this.#index = index;
    this.#wordCounts = new WordCounts(statements);
  }

  get({ tenant, kind, id }: RecordKey, nowMs: number): KeptRecord | undefined {
    const space = this.#spaces.find(tenant, kind);
    if (space === undefined) return undefined;
    const row = this.#statements
      .get(`${fromRecords} WHERE r.space = ? AND r.id = ? AND (r.expires_ms IS NULL OR r.expires_ms > ?)`)
      .get(space, id, nowMs);
    return row === undefined ? undefined : toRecord(row);
  }

  list(query: ListQuery): readonly KeptRecord[] {
    const { tenant, kind, filter = {}, nowMs, limit, order = "newest", cursor, maxBytes = Infinity } = query;
    const space = this.#spaces.find(tenant, kind);
    if (space === undefined) return [];
    const { sql, values } = filterSql(filter, nowMs);
    const newest = order === "newest";
    const after = cursor ?? (newest ? Number.MAX_SAFE_INTEGER : 0);
    const statement = this.#statements.get(
      `SELECT ${recordColumns}, r.bytes AS size FROM records r JOIN spaces s ON s.id = r.space
         WHERE r.space = ? AND r.sequence ${newest ? "<" : ">"} ? AND ${sql}
         ORDER BY r.sequence ${newest ? "DESC" : "ASC"} LIMIT ?`,
    );
    const parameters = [space, after, ...values, limit] as const;
    if (maxBytes === Infinity) return statement.all(...parameters).map(toRecord);
    const records: KeptRecord[] = [];
    let bytes = 0;
    for (const row of statement.iterate(...parameters)) {
      bytes += Number(row["size"]);
      if (records.length > 0 && bytes > maxBytes) break;
      records.push(toRecord(row));
    }
    return records;
  }

  count({ tenant, kind, filter = {}, nowMs }: Scope): number {
    const { sql, values } = filterSql(filter, nowMs);
    const space = this.#spaces.find(tenant, kind) ?? 0;
    return this.#number(`SELECT count(*) FROM records r WHERE r.space = ? AND ${sql}`, space, ...values);
  }

  searchText({ tenant, kind, filter = {}, nowMs, text, limit }: TextQuery): readonly Ranked[] {
    const space = this.#spaces.find(tenant, kind);
    if (space === undefined) return [];
    const expression = matchExpression(this.#wordCounts.telling(space, indexedWords(text)));
    if (expression === undefined) return [];
    const table = textTable(space);
    const { sql, values } = filterSql(filter, nowMs);
    return this.#statements
      .get(
        `SELECT ${recordColumns}, -f.rank AS score FROM ${table} f CROSS JOIN records r ON r.sequence = f.rowid
             JOIN spaces s ON s.id = r.space
           WHERE ${table} MATCH ? AND ${sql} ORDER BY f.rank LIMIT ?`,
      )

      .all(expression + facetExpression(filter), ...values, limit)
      .map((row) => ({ record: toRecord(row), score: Number(row["score"]) }));
  }

  searchVector({ tenant, kind, filter = {}, nowMs, vector, limit }: VectorQuery): readonly Ranked[] {
    const space = this.#spaces.find(tenant, kind);
    const unit = normalise(vector);
    if (space === undefined || unit === undefined) return [];
    const candidates = this.#index.search(space, {
      vector: unit,
      filter,
      nowMs,
      limit: Math.max(minCandidates, limit * candidatesPerHit),
    });
    return candidates
      .map(({ sequence }) => ({ sequence, score: dot(unit, this.#fullVector(sequence) ?? unit) }))
      .sort((left, right) => right.score - left.score || left.sequence - right.sequence)
      .slice(0, limit)
      .flatMap(({ sequence, score }) => {
        const row = this.#statements.get(`${fromRecords} WHERE r.sequence = ?`).get(sequence);
        return row === undefined ? [] : [{ record: toRecord(row), score }];
      });
  }

  unembedded(limit: number): readonly KeptRecord[] {
    return this.#statements
      .get(`${fromRecords} WHERE r.unembedded = 1 ORDER BY r.sequence LIMIT ?`)
      .all(limit)
      .map(toRecord);
  }

  unembeddedCount(model: string): number {
    const inUse = this.#row("SELECT value FROM settings WHERE name = 'model'")?.["value"] === model;
    return this.#number(
      `SELECT count(*) FROM records WHERE ${inUse ? "unembedded = 1" : "text IS NOT NULL AND active = 1"}`,
    );
  }

  vectorOf({ tenant, kind, id }: RecordKey): Float32Array | undefined {
    const space = this.#spaces.find(tenant, kind) ?? 0;
    const row = this.#row("SELECT sequence FROM records WHERE space = ? AND id = ?", space, id);
    return row === undefined ? undefined : this.#fullVector(Number(row["sequence"]));
  }

  expired(nowMs: number, limit: number): readonly KeptRecord[] {
    return this.#statements
      .get(`${fromRecords} WHERE r.expires_ms <= ? ORDER BY r.expires_ms LIMIT ?`)
      .all(nowMs, limit)
      .map(toRecord);
  }

  usage(tenant: string): Usage {
    const row = this.#row("SELECT records, bytes FROM usage WHERE tenant = ?", tenant);
    return { records: Number(row?.["records"] ?? 0), bytes: Number(row?.["bytes"] ?? 0) };
  }

  setting(name: string): string | undefined {
    return this.#row("SELECT value FROM settings WHERE name = ?", name)?.["value"] as string | undefined;
  }

  tenants(): readonly string[] {
    return this.#statements
      .get("SELECT DISTINCT tenant FROM spaces ORDER BY tenant")
      .all()
      .map((row) => String(row["tenant"]));
  }

  #fullVector(sequence: number): Float32Array | undefined {
    const bytes = this.#row("SELECT full FROM vectors WHERE sequence = ?", sequence)?.["full"] as
      Uint8Array | undefined;
    return bytes === undefined ? undefined : new Float32Array(bytes.slice().buffer);
  }

  #row(sql: string, ...values: readonly (string | number)[]): Row | undefined {
    return this.#statements.get(sql).get(...values);
  }

  #number(sql: string, ...values: readonly (string | number)[]): number {
    return Number(Object.values(this.#row(sql, ...values) ?? {})[0] ?? 0);
  }
}
