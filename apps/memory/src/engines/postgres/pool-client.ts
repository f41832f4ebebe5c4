import pg from "pg";
import type { Query, SqlClient } from "./sql-client.ts";

/** Concurrent connections; a home needs few, and each costs the server memory. */
const maxConnections = 8;
const statementLimitMs = 30_000;

/** A pool of connections to a Postgres server. `url` holds a password, so it is read from a file. */
export function poolClient(url: string): SqlClient {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementLimitMs,
    application_name: "hearth-memory",
  });
  // If an idle connection breaks, the next query reconnects and reports any problem.
  pool.on("error", () => undefined);
  const queryOf =
    (client: Pick<pg.PoolClient, "query">): Query =>
    async (sql, values = []) =>
      (await client.query<Record<string, unknown>>(sql, [...values])).rows;
  return {
    query: queryOf(pool),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query("BEGIN");
        const result = await work(queryOf(client));
        await client.query("COMMIT");
        return result;
      } catch (thrown) {
        await client.query("ROLLBACK").catch((cause: unknown) => (broken = cause as Error));
        throw thrown;
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}
