export type SqlValue = string | number | boolean | null | readonly string[];
export type SqlRow = Readonly<Record<string, unknown>>;
/** `values` replace `$1`, `$2`, …. */
export type Query = (sql: string, values?: readonly SqlValue[]) => Promise<readonly SqlRow[]>;

/** A Postgres database: a pool of server connections, or an embedded one in tests. Methods throw what the driver throws. */
export interface SqlClient {
  readonly query: Query;
  /** Atomic; on disk when it resolves. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
