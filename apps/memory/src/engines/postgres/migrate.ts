import { StoreError } from "../../store/store-error.ts";
import { migrations } from "./schema.ts";
import type { SqlClient } from "./sql-client.ts";

/** An arbitrary advisory lock id: two services that start at once wait for each other. */
const migrationLock = 4_871_727;

/** Migrates the schema. Throws StoreError `broken` if it is newer than this program. */
export async function migrate(client: SqlClient): Promise<void> {
  await client.transaction(async (query) => {
    await query(`SELECT pg_advisory_xact_lock(${migrationLock})`);
    await query("CREATE EXTENSION IF NOT EXISTS vector");
    await query("CREATE TABLE IF NOT EXISTS hearth_memory_version (version integer NOT NULL)");
    const [row] = await query("SELECT version FROM hearth_memory_version");
    const version = Number(row?.["version"] ?? 0);
    if (version > migrations.length) {
      throw new StoreError(
        "broken",
        `the database has schema version ${version}, but this program only knows ${migrations.length}`,
      );
    }
    for (const migration of migrations.slice(version)) {
      if (typeof migration === "function") {
        await migration(query);
        continue;
      }
      for (const statement of migration.split(/;\s*$/m)) if (statement.trim() !== "") await query(statement);
    }
    if (version === migrations.length) return;
    await query("DELETE FROM hearth_memory_version");
    await query("INSERT INTO hearth_memory_version VALUES ($1)", [migrations.length]);
  });
}
