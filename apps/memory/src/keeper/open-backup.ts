import { rm } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import type { BackupRecord } from "@hearth/contracts/memory/backup-record.ts";
import { backupPlace, unseal } from "./seal.ts";
import type { VaultClient } from "./vault-client.ts";

interface OpenOptions {
  readonly vault: Pick<VaultClient, "fetch">;
  readonly sealKey: Buffer;
  /** Where the opened backup is written. */
  readonly file: string;
}

/**
 * Fetches and opens a backup, and checks that it is a whole database. Returns how many records it holds. Throws if it is not; then there
 * is no file.
 */
export async function openBackup(backup: BackupRecord, { vault, sealKey, file }: OpenOptions): Promise<number> {
  const place = backupPlace(backup.life, backup.at);
  await unseal(await vault.fetch(backup.id), file, { place, secret: sealKey });
  try {
    return checkDatabase(file);
  } catch (thrown) {
    await rm(file, { force: true });
    throw thrown;
  }
}

function checkDatabase(file: string): number {
  // Opened for writing, so that closing it leaves no other files of SQLite's behind.
  using database = new DatabaseSync(file);
  const found = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {})[0];
  if (found !== "ok") throw new Error(`the database in the backup is damaged: ${String(found)}`);
  const isOurs = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'records'").get() !== undefined;
  return isOurs ? Number(database.prepare("SELECT count(*) AS n FROM records").get()?.["n"]) : 0;
}
