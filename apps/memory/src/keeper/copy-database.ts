import { backup, DatabaseSync } from "node:sqlite";

/** Writes a complete copy of a SQLite database to a new file while it is being written. */
export async function copyDatabase(database: string, file: string): Promise<void> {
  const source = new DatabaseSync(database, { readOnly: true });
  try {
    source.exec("PRAGMA busy_timeout = 10000");
    // All pages in one step: if another process wrote between two steps, the copy would start over.
    await backup(source, file, { rate: 2 ** 31 - 1 });
  } finally {
    source.close();
  }
}
