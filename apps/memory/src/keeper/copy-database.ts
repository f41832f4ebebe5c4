import { backup, DatabaseSync } from "node:sqlite";

/** Writes a whole copy of a SQLite database to a new file, while others write to it. */
export async function copyDatabase(database: string, file: string): Promise<void> {
  const source = new DatabaseSync(database, { readOnly: true });
  try {
    source.exec("PRAGMA busy_timeout = 10000");
    // All pages in one step: a write between two steps by another process would start the copy again from its beginning.
    await backup(source, file, { rate: 2 ** 31 - 1 });
  } finally {
    source.close();
  }
}
