export type SqlValue = string | number | boolean | null | readonly string[];
export type SqlRow = Readonly<Record<string, unknown>>;
/** Values stand in for `$1`, `$2`, …. */
export type Query = (sql: string, values?: readonly SqlValue[]) => Promise<readonly SqlRow[]>;

/** A Postgres: a server's pool of connections, or the one inside a test. Methods throw what the driver throws. */
export interface SqlClient {
  readonly query: Query;
  /** All of the work or nothing; on disk when it resolves. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
