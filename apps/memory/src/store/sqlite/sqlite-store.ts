import { rename, rm } from "node:fs/promises";
import { backup, DatabaseSync } from "node:sqlite";
import { syncFolder } from "../../io/sync-folder.ts";
import { dot, normalise } from "../../vectors/normalise.ts";
import type { KeptRecord, RecordKey } from "../record.ts";
import type { Change, ListQuery, Ranked, Scope, Store, TextQuery, Usage, VectorChange, VectorQuery } from "../store.ts";
import { facetExpression } from "./facets.ts";
import { filterSql } from "./filter-sql.ts";
import { GroupCommit, type Work } from "./group-commit.ts";
import { matchExpression, wordsOf } from "./match-expression.ts";
import { openDatabase } from "./open-database.ts";
import { recordColumns, toRecord, type Row } from "./record-row.ts";
import { RecordWriter } from "./record-writer.ts";
import { Spaces, textTable } from "./spaces.ts";
import { Statements } from "./statements.ts";
import { toStoreError } from "./to-store-error.ts";
import { VectorIndex } from "./vector-index.ts";
import { VectorWriter } from "./vector-writer.ts";
import { WordCounts } from "./word-counts.ts";

/** Candidates of the quantised index for each hit that is wanted: enough that ranking them again by full vectors is exact in effect. */
const candidatesPerHit = 4;
const leastCandidates = 48;

const fromRecords = `SELECT ${recordColumns} FROM records r JOIN spaces s ON s.id = r.space`;

/** The store in one SQLite file. Everything but `backup` is done when the call returns; promises wait for the shared commit. */
export class SqliteStore implements Store {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #spaces: Spaces;
  readonly #index = new VectorIndex();
  readonly #wordCounts: WordCounts;
  readonly #commits: GroupCommit;
  readonly #records: RecordWriter;
  readonly #vectors: VectorWriter;

  /** Opens or makes the file and loads the vectors. Throws StoreError `broken`. */
  constructor(file: string) {
    const database = openDatabase(file);
    this.#file = file;
    this.#database = database;
    this.#statements = new Statements(database);
    this.#wordCounts = new WordCounts(this.#statements);
    this.#spaces = new Spaces(database);
    this.#commits = new GroupCommit(database);
    const parts = { statements: this.#statements, spaces: this.#spaces, index: this.#index };
    this.#records = new RecordWriter(parts);
    this.#vectors = new VectorWriter(parts);
    this.#index.load(database);
  }

  commit(changes: readonly Change[]): Promise<void> {
    return this.#submit(() => changes.map((change) => this.#records.apply(change)));
  }

  get({ tenant, kind, id }: RecordKey, nowMs: number): Promise<KeptRecord | undefined> {
    return this.#read(() => {
      const space = this.#spaces.find(tenant, kind);
      if (space === undefined) return undefined;
      const row = this.#statements
        .get(`${fromRecords} WHERE r.space = ? AND r.id = ? AND (r.expires_ms IS NULL OR r.expires_ms > ?)`)
        .get(space, id, nowMs);
      return row === undefined ? undefined : toRecord(row);
    });
  }

  list({
    tenant,
    kind,
    filter = {},
    nowMs,
    limit,
    order = "newest",
    cursor,
  }: ListQuery): Promise<readonly KeptRecord[]> {
    return this.#read(() => {
      const space = this.#spaces.find(tenant, kind);
      if (space === undefined) return [];
      const { sql, values } = filterSql(filter, nowMs);
      const newest = order === "newest";
      const after = cursor ?? (newest ? Number.MAX_SAFE_INTEGER : 0);
      return this.#statements
        .get(
          `${fromRecords} WHERE r.space = ? AND r.sequence ${newest ? "<" : ">"} ? AND ${sql}
           ORDER BY r.sequence ${newest ? "DESC" : "ASC"} LIMIT ?`,
        )
        .all(space, after, ...values, limit)
        .map(toRecord);
    });
  }

  count({ tenant, kind, filter = {}, nowMs }: Scope): Promise<number> {
    return this.#read(() => {
      const { sql, values } = filterSql(filter, nowMs);
      const space = this.#spaces.find(tenant, kind) ?? 0;
      return this.#number(`SELECT count(*) FROM records r WHERE r.space = ? AND ${sql}`, space, ...values);
    });
  }

  searchText({ tenant, kind, filter = {}, nowMs, text, limit }: TextQuery): Promise<readonly Ranked[]> {
    return this.#read(() => {
      const space = this.#spaces.find(tenant, kind);
      if (space === undefined) return [];
      const expression = matchExpression(this.#wordCounts.telling(space, wordsOf(text)));
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
    });
  }

  searchVector({ tenant, kind, filter = {}, nowMs, vector, limit }: VectorQuery): Promise<readonly Ranked[]> {
    return this.#read(() => {
      const space = this.#spaces.find(tenant, kind);
      const unit = normalise(vector);
      if (space === undefined || unit === undefined) return [];
      const candidates = this.#index.search(space, {
        vector: unit,
        filter,
        nowMs,
        limit: Math.max(leastCandidates, limit * candidatesPerHit),
      });
      return candidates
        .map(({ sequence }) => ({ sequence, score: dot(unit, this.#fullVector(sequence) ?? unit) }))
        .sort((left, right) => right.score - left.score || left.sequence - right.sequence)
        .slice(0, limit)
        .flatMap(({ sequence, score }) => {
          const row = this.#statements.get(`${fromRecords} WHERE r.sequence = ?`).get(sequence);
          return row === undefined ? [] : [{ record: toRecord(row), score }];
        });
    });
  }

  async unembedded(model: string, limit: number): Promise<readonly KeptRecord[]> {
    await this.#submit(() => [this.#vectors.useModel(model)]);
    return this.#read(() =>
      this.#statements
        .get(`${fromRecords} WHERE r.unembedded = 1 ORDER BY r.sequence LIMIT ?`)
        .all(limit)
        .map(toRecord),
    );
  }

  unembeddedCount(model: string): Promise<number> {
    return this.#read(() => {
      const inUse = this.#row("SELECT value FROM settings WHERE name = 'model'")?.["value"] === model;
      return this.#number(
        `SELECT count(*) FROM records WHERE ${inUse ? "unembedded = 1" : "text IS NOT NULL AND active = 1"}`,
      );
    });
  }

  setVectors(model: string, vectors: readonly VectorChange[]): Promise<void> {
    return this.#submit(() => [this.#vectors.useModel(model), ...vectors.map((vector) => this.#vectors.set(vector))]);
  }

  vectorOf({ tenant, kind, id }: RecordKey): Promise<Float32Array | undefined> {
    return this.#read(() => {
      const space = this.#spaces.find(tenant, kind) ?? 0;
      const row = this.#row("SELECT sequence FROM records WHERE space = ? AND id = ?", space, id);
      return row === undefined ? undefined : this.#fullVector(Number(row["sequence"]));
    });
  }

  usage(tenant: string): Promise<Usage> {
    return this.#read(() => {
      const row = this.#row("SELECT records, bytes FROM usage WHERE tenant = ?", tenant);
      return { records: Number(row?.["records"] ?? 0), bytes: Number(row?.["bytes"] ?? 0) };
    });
  }

  tenants(): Promise<readonly string[]> {
    return this.#read(() =>
      this.#statements
        .get("SELECT DISTINCT tenant FROM spaces ORDER BY tenant")
        .all()
        .map((row) => String(row["tenant"])),
    );
  }

  async purgeExpired(nowMs: number, limit: number): Promise<number> {
    const expired = this.#statements
      .get(`${fromRecords} WHERE r.expires_ms <= ? ORDER BY r.expires_ms LIMIT ?`)
      .all(nowMs, limit)
      .map(toRecord);
    if (expired.length > 0) await this.commit(expired.map((remove) => ({ remove })));
    return expired.length;
  }

  async backup(file: string): Promise<void> {
    const partial = `${file}.partial`;
    await rm(partial, { force: true });
    // A connection of its own that stands at one moment: copying from the one that writes fails where the two meet.
    const source = new DatabaseSync(this.#file, { readOnly: true });
    try {
      source.exec("BEGIN; SELECT count(*) FROM settings");
      await backup(source, partial, { rate: 512 });
      await rename(partial, file);
      await syncFolder(file);
    } catch (thrown) {
      await rm(partial, { force: true });
      throw toStoreError(thrown);
    } finally {
      source.close();
    }
  }

  check(): Promise<void> {
    // The write lock without a write: a probe every few seconds must not look like a change to who makes backups.
    return this.#submit(() => {
      this.#statements.get("SELECT count(*) FROM settings").get();
      return [];
    });
  }

  close(): Promise<void> {
    return this.#read(() => {
      this.#commits.flush();
      this.#database.close();
    });
  }

  #submit(work: () => readonly ReturnType<Work>[]): Promise<void> {
    return this.#commits.submit(() => {
      const after = work();
      return () => after.forEach((effect) => effect());
    });
  }

  #read<T>(work: () => T): Promise<T> {
    try {
      return Promise.resolve(work());
    } catch (thrown) {
      return Promise.reject(toStoreError(thrown));
    }
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
