import pg from "pg";
import type { Query, SqlClient } from "./sql-client.ts";

/** Connections at the same time; a home's service needs few, and every one costs the server memory. */
const mostConnections = 8;
const statementLimitMs = 30_000;

/** A pool of connections to a Postgres server. `url` has a password in it, so it comes from a file. */
export function poolClient(url: string): SqlClient {
  const pool = new pg.Pool({
    connectionString: url,
    max: mostConnections,
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementLimitMs,
    application_name: "hearth-memory",
  });
  // A connection that breaks while nobody uses it is made anew by the next query, which then says what is wrong.
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
