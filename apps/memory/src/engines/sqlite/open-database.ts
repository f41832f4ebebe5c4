import { DatabaseSync } from "node:sqlite";
import { messageOf } from "@hearth/kernel/errors.ts";
import { StoreError } from "../../store/store-error.ts";
import { migrations } from "./migrations.ts";

/** "Hrth": databases with another program's id are not touched. */
const applicationId = 0x48727468;

/**
 * Opens or creates a database and migrates its schema. Acknowledged means on disk: `synchronous = FULL` syncs the write-ahead log at
 * every commit. Throws StoreError `broken` if the file is not ours, is damaged, or is from a newer version.
 */
export function openDatabase(file: string): DatabaseSync {
  try {
    const database = new DatabaseSync(file, { timeout: 5_000 });
    try {
      prepare(database);
      return database;
    } catch (thrown) {
      database.close();
      throw thrown;
    }
  } catch (thrown) {
    if (thrown instanceof StoreError) throw thrown;
    throw new StoreError("broken", `${file} cannot be opened: ${messageOf(thrown)}`, thrown);
  }
}

function prepare(database: DatabaseSync): void {
  const mine = readNumber(database, "application_id");
  const version = readNumber(database, "user_version");
  if (mine !== applicationId && (mine !== 0 || version !== 0)) {
    throw new StoreError("broken", "the file is another program's database");
  }
  if (version > migrations.length) {
    throw new StoreError(
      "broken",
      `the database has schema version ${version}, but this program only knows ${migrations.length}`,
    );
  }
  database.exec(`
    PRAGMA page_size = 8192;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA cache_size = -65536;
    PRAGMA journal_size_limit = 67108864;
  `);
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    database.exec("BEGIN IMMEDIATE");
    try {
      if (typeof migration === "string") database.exec(migration);
      else migration(database);
      database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${index + 1}; COMMIT`);
    } catch (thrown) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw thrown;
    }
  }
}

function readNumber(database: DatabaseSync, pragma: string): number {
  return Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma] ?? 0);
}
