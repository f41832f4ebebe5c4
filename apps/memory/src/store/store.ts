import type { KeptRecord, RecordKey, RecordKind, StoredRecord } from "./record.ts";

/** Exact: a record is in or out, whatever the ranking. Absent fields do not filter. */
export interface RecordFilter {
  readonly user?: string;
  readonly agent?: string;
  readonly session?: string;
  readonly group?: string;
  /** All of them. */
  readonly tags?: readonly string[];
  /** `atMs` from here on, inclusive. */
  readonly fromMs?: number;
  /** `atMs` before this, exclusive. */
  readonly beforeMs?: number;
  /** Inactive records too; only active ones unless told. */
  readonly inactive?: boolean;
}

/** One tenant and one kind: nothing in the store reads across tenants but `unembedded`, `tenants` and `backup`. */
export interface Scope {
  readonly tenant: string;
  readonly kind: RecordKind;
  readonly filter?: RecordFilter;
  /** Records that expired by then are not there. */
  readonly nowMs: number;
}

export interface ListQuery extends Scope {
  readonly limit: number;
  readonly order?: "newest" | "oldest";
  /** The `sequence` of the last record of the page before. */
  readonly cursor?: number;
}

export interface TextQuery extends Scope {
  /** Words as a person wrote them; operators of the engine's query language have no meaning here. */
  readonly text: string;
  readonly limit: number;
}

export interface VectorQuery extends Scope {
  /** Any length; only its direction counts. Records of another number of dimensions are not found. */
  readonly vector: Float32Array;
  readonly limit: number;
}

/** Best first. */
export interface Ranked {
  readonly record: KeptRecord;
  /** Cosine similarity for vectors, BM25 (greater is better) for text. */
  readonly score: number;
}

/** `ifRevision` 0: there must be none; n: it must be at n; absent: whatever is there. */
export type Change =
  | { readonly put: StoredRecord; readonly ifRevision?: number }
  | { readonly remove: RecordKey; readonly ifRevision?: number };

export interface VectorChange {
  readonly key: RecordKey;
  /** Of the record whose text was embedded; nothing is written where the record has moved on. */
  readonly revision: number;
  readonly vector: Float32Array;
}

/** Without the audit log, which is bounded by itself: forgetting makes room, though it is written down. */
export interface Usage {
  readonly records: number;
  /** Of texts and bodies, as UTF-8. */
  readonly bytes: number;
}

/**
 * Where everything is kept. Two engines: SQLite (one file, no server) and Postgres; the tests in store-contract.ts run on both.
 * Methods throw StoreError: `conflict` where an expectation fails, `full` where the disk or the database is, `busy` where
 * trying again helps.
 */
export interface Store {
  /** All or nothing, and on disk when it resolves. Concurrent calls share one flush. */
  commit(changes: readonly Change[]): Promise<void>;
  /** Undefined where there is none, or it has expired by `nowMs`. */
  get(key: RecordKey, nowMs: number): Promise<KeptRecord | undefined>;
  list(query: ListQuery): Promise<readonly KeptRecord[]>;
  count(scope: Scope): Promise<number>;
  searchText(query: TextQuery): Promise<readonly Ranked[]>;
  searchVector(query: VectorQuery): Promise<readonly Ranked[]>;
  /** Active records with text that have no vector of this model, oldest first, of all tenants. */
  unembedded(model: string, limit: number): Promise<readonly KeptRecord[]>;
  unembeddedCount(model: string): Promise<number>;
  setVectors(model: string, vectors: readonly VectorChange[]): Promise<void>;
  /** Of a record whose vector is of the current model. */
  vectorOf(key: RecordKey): Promise<Float32Array | undefined>;
  usage(tenant: string): Promise<Usage>;
  tenants(): Promise<readonly string[]>;
  /** Removes what expired before `nowMs`, at most `limit` records; returns how many. */
  purgeExpired(nowMs: number, limit: number): Promise<number>;
  /** Writes a whole copy to a new file while serving. Throws `unsupported` where the engine has its own tools for it. */
  backup(file: string): Promise<void>;
  /** Throws where the store cannot be read, or takes no writes; writes nothing itself. */
  check(): Promise<void>;
  close(): Promise<void>;
}
