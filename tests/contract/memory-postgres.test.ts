import { PGlite, type Transaction } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PostgresStore } from "../../apps/memory/src/engines/postgres/postgres-store.ts";
import type { Query, SqlClient } from "../../apps/memory/src/engines/postgres/sql-client.ts";
import { record, storeContract } from "../../apps/memory/test/store-contract.ts";

/* A real Postgres with pgvector, compiled to WebAssembly: the same contract as SQLite's. */

let database: PGlite;
beforeAll(async () => {
  database = await PGlite.create({ extensions: { vector } });
});
afterAll(() => database.close());

const queryOf =
  (connection: Pick<PGlite | Transaction, "query">): Query =>
  async (sql, values = []) =>
    (await connection.query<Record<string, unknown>>(sql, [...values])).rows;

/** The one connection that there is; it outlives the stores. */
const client: SqlClient = {
  query: (sql, values) => queryOf(database)(sql, values),
  transaction: (work) => database.transaction((transaction) => work(queryOf(transaction))),
  close: () => Promise.resolve(),
};

async function emptyStore(): Promise<PostgresStore> {
  const store = await PostgresStore.open(client);
  await database.exec("TRUNCATE records, vectors, usage, settings RESTART IDENTITY");
  return store;
}

describe("the contract", () => storeContract(emptyStore));

test("opened again, nothing is migrated twice and everything is there", async () => {
  const first = await emptyStore();
  await first.commit([{ put: record({ id: "a", text: "tea" }) }]);
  const second = await PostgresStore.open(client);
  expect(await second.count({ tenant: "home", kind: "memory", nowMs: 0 })).toBe(1);
});

test("a schema from a newer version is not touched", async () => {
  await emptyStore();
  await database.exec("UPDATE hearth_memory_version SET version = 99");
  await expect(PostgresStore.open(client)).rejects.toMatchObject({ name: "StoreError", reason: "broken" });
  await database.exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
});

test("a text with a NUL is kept, though Postgres has none", async () => {
  const store = await emptyStore();
  await store.commit([{ put: record({ id: "a", text: "te\0a" }) }]);
  const kept = await store.get({ tenant: "home", kind: "memory", id: "a" }, 0);
  expect(kept?.text).toBe("te\uFFFDa");
});
