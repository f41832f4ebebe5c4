import type { KeptRecord, RecordKey, RecordKind, StoredRecord } from "./record.ts";

/** Exact filters, independent of the ranking. Absent fields do not filter. */
export interface RecordFilter {
  readonly user?: string;
  readonly agent?: string;
  readonly session?: string;
  readonly group?: string;
  /** A record must have all of these. */
  readonly tags?: readonly string[];
  /** Smallest `atMs`, inclusive. */
  readonly fromMs?: number;
  /** Upper bound of `atMs`, exclusive. */
  readonly beforeMs?: number;
  /** Include inactive records; default: only active ones. */
  readonly inactive?: boolean;
}

/** One tenant and one kind: only `unembedded`, `tenants` and `backup` read across tenants. */
export interface Scope {
  readonly tenant: string;
  readonly kind: RecordKind;
  readonly filter?: RecordFilter;
  /** Records that have expired by then are ignored. */
  readonly nowMs: number;
}

export interface ListQuery extends Scope {
  readonly limit: number;
  readonly order?: "newest" | "oldest";
  /** The `sequence` of the previous page's last record. */
  readonly cursor?: number;
  /** The list ends before its records are larger than this together, even if it is shorter than `limit`; it has at least one. */
  readonly maxBytes?: number;
}

export interface TextQuery extends Scope {
  /** Plain words; operators of the engine's query language have no effect. */
  readonly text: string;
  readonly limit: number;
}

export interface VectorQuery extends Scope {
  /** Need not be normalized. Records with another number of dimensions are not found. */
  readonly vector: Float32Array;
  readonly limit: number;
}

/** Best first. */
export interface Ranked {
  readonly record: KeptRecord;
  /** Cosine similarity for vectors, BM25 (greater is better) for text. */
  readonly score: number;
}

/** `ifRevision` 0: the record must not exist; n: it must have revision n; absent: unconditional. */
export type Change =
  | { readonly put: StoredRecord; readonly ifRevision?: number }
  | { readonly remove: RecordKey; readonly ifRevision?: number };

export interface VectorChange {
  readonly key: RecordKey;
  /** Revision of the embedded record; nothing is written if it has changed since. */
  readonly revision: number;
  readonly vector: Float32Array;
}

/** Without the audit log, which has its own limit: deleting must free space although it is logged. */
export interface Usage {
  readonly records: number;
  /** Texts and bodies, in UTF-8. */
  readonly bytes: number;
}

/**
 * Persistent storage. Two engines: SQLite (one file, no server) and Postgres; the tests in store-contract.ts run on both. Methods
 * throw StoreError: `conflict` if an expected revision does not match, `full` if the disk or database is full, `busy` if a retry helps.
 */
export interface Store {
  /** Atomic, and on disk when it resolves. Concurrent calls share one disk sync. */
  commit(changes: readonly Change[]): Promise<void>;
  /** Undefined if there is none, or it has expired by `nowMs`. */
  get(key: RecordKey, nowMs: number): Promise<KeptRecord | undefined>;
  list(query: ListQuery): Promise<readonly KeptRecord[]>;
  count(scope: Scope): Promise<number>;
  searchText(query: TextQuery): Promise<readonly Ranked[]>;
  searchVector(query: VectorQuery): Promise<readonly Ranked[]>;
  /** Active records with text but without a vector of this model, oldest first, of all tenants. */
  unembedded(model: string, limit: number): Promise<readonly KeptRecord[]>;
  unembeddedCount(model: string): Promise<number>;
  setVectors(model: string, vectors: readonly VectorChange[]): Promise<void>;
  /** A record's vector, if it is of the current model. */
  vectorOf(key: RecordKey): Promise<Float32Array | undefined>;
  usage(tenant: string): Promise<Usage>;
  tenants(): Promise<readonly string[]>;
  /** Removes records that expired before `nowMs`, at most `limit`; returns how many. */
  purgeExpired(nowMs: number, limit: number): Promise<number>;
  /** Writes a complete copy to a new file while in use. Throws `unsupported` if the engine has its own tools for it. */
  backup(file: string): Promise<void>;
  /** A value of the service's own, by its name. */
  setting(name: string): Promise<string | undefined>;
  /** `ifAbsent`: a value that is there already stays. */
  setSetting(name: string, value: string, options?: { readonly ifAbsent?: boolean }): Promise<void>;
  /** Throws if the store cannot be read or written; writes nothing itself. */
  check(): Promise<void>;
  close(): Promise<void>;
}
