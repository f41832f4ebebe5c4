import type { DatabaseSync } from "node:sqlite";
import type { KeptRecord, RecordKey } from "../../store/record.ts";
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
import { GroupCommit, type Work } from "./group-commit.ts";
import { openDatabase } from "./open-database.ts";
import { RecordReader } from "./record-reader.ts";
import { RecordWriter } from "./record-writer.ts";
import { Spaces } from "./spaces.ts";
import { Statements } from "./statements.ts";
import { toStoreError } from "./to-store-error.ts";
import { VectorIndex } from "./vector-index.ts";
import { VectorWriter } from "./vector-writer.ts";
import { writeCopy } from "./write-copy.ts";

/** The store in one SQLite file. All methods but `backup` work synchronously; their promises wait for the group commit. */
export class SqliteStore implements Store {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #commits: GroupCommit;
  readonly #reader: RecordReader;
  readonly #records: RecordWriter;
  readonly #vectors: VectorWriter;

  /** Opens or creates the file and loads the vectors. Throws StoreError `broken`. */
  constructor(file: string) {
    const database = openDatabase(file);
    const index = new VectorIndex();
    const parts = { statements: new Statements(database), spaces: new Spaces(database), index };
    this.#file = file;
    this.#database = database;
    this.#statements = parts.statements;
    this.#commits = new GroupCommit(database);
    this.#reader = new RecordReader(parts);
    this.#records = new RecordWriter(parts);
    this.#vectors = new VectorWriter(parts);
    index.load(database);
  }

  commit(changes: readonly Change[]): Promise<void> {
    return this.#submit(() => changes.map((change) => this.#records.apply(change)));
  }

  get(key: RecordKey, nowMs: number): Promise<KeptRecord | undefined> {
    return this.#read((reader) => reader.get(key, nowMs));
  }

  list(query: ListQuery): Promise<readonly KeptRecord[]> {
    return this.#read((reader) => reader.list(query));
  }

  count(scope: Scope): Promise<number> {
    return this.#read((reader) => reader.count(scope));
  }

  searchText(query: TextQuery): Promise<readonly Ranked[]> {
    return this.#read((reader) => reader.searchText(query));
  }

  searchVector(query: VectorQuery): Promise<readonly Ranked[]> {
    return this.#read((reader) => reader.searchVector(query));
  }

  async unembedded(model: string, limit: number): Promise<readonly KeptRecord[]> {
    await this.#submit(() => [this.#vectors.useModel(model)]);
    return this.#read((reader) => reader.unembedded(limit));
  }

  unembeddedCount(model: string): Promise<number> {
    return this.#read((reader) => reader.unembeddedCount(model));
  }

  setVectors(model: string, vectors: readonly VectorChange[]): Promise<void> {
    return this.#submit(() => [this.#vectors.useModel(model), ...vectors.map((vector) => this.#vectors.set(vector))]);
  }

  vectorOf(key: RecordKey): Promise<Float32Array | undefined> {
    return this.#read((reader) => reader.vectorOf(key));
  }

  usage(tenant: string): Promise<Usage> {
    return this.#read((reader) => reader.usage(tenant));
  }

  tenants(): Promise<readonly string[]> {
    return this.#read((reader) => reader.tenants());
  }

  async purgeExpired(nowMs: number, limit: number): Promise<number> {
    const expired = this.#reader.expired(nowMs, limit);
    if (expired.length > 0) await this.commit(expired.map((remove) => ({ remove })));
    return expired.length;
  }

  backup(file: string): Promise<void> {
    return writeCopy(this.#file, file);
  }

  setting(name: string): Promise<string | undefined> {
    return this.#read((reader) => reader.setting(name));
  }

  setSetting(name: string, value: string, { ifAbsent = false } = {}): Promise<void> {
    return this.#submit(() => {
      const change = ifAbsent ? "NOTHING" : "UPDATE SET value = excluded.value";
      this.#statements.get(`INSERT INTO settings VALUES (?, ?) ON CONFLICT DO ${change}`).run(name, value);
      return [];
    });
  }

  check(): Promise<void> {
    // Takes the write lock without writing: a probe every few seconds must not look like a change to the keeper.
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

  #read<T>(work: (reader: RecordReader) => T): Promise<T> {
    try {
      return Promise.resolve(work(this.#reader));
    } catch (thrown) {
      return Promise.reject(toStoreError(thrown));
    }
  }
}
