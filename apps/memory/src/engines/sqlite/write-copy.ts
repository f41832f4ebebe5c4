import { rename, rm } from "node:fs/promises";
import { backup, DatabaseSync } from "node:sqlite";
import { syncName } from "@hearth/kernel/replace-file.ts";
import { toStoreError } from "./to-store-error.ts";

/** Writes a complete copy of a database to a new file while it is being written. Throws StoreError. */
export async function writeCopy(from: string, file: string): Promise<void> {
  const partial = `${file}.partial`;
  await rm(partial, { force: true });
  // A separate connection with a snapshot: a copy from the writing connection fails when a write intervenes.
  const source = new DatabaseSync(from, { readOnly: true });
  try {
    source.exec("BEGIN; SELECT count(*) FROM settings");
    await backup(source, partial, { rate: 512 });
    await rename(partial, file);
    await syncName(file);
  } catch (thrown) {
    await rm(partial, { force: true });
    throw toStoreError(thrown);
  } finally {
    source.close();
  }
}
