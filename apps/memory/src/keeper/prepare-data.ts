import { existsSync } from "node:fs";
import { mkdir, readdir, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { BackupRecord, VaultState } from "@hearth/contracts/memory/backup-record.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { readLocalLife, writeLocalLife } from "./local-life.ts";
import { openBackup } from "./open-backup.ts";
import type { VaultClient } from "./vault-client.ts";

export interface PrepareOptions {
  readonly database: string;
  readonly node: string;
  readonly vault: VaultClient;
  readonly sealKey: Buffer;
  readonly now: () => Date;
}

/** The data that the memory service will start with. */
export interface Prepared {
  readonly outcome: "kept" | "restored" | "empty";
  readonly life: number;
  /** For people: what was restored and what was lost. */
  readonly statement: string;
}

/**
 * Prepares the database before the service starts: keeps it if it is the newest, else restores the vault's last backup, or the one
 * that a person chose. Data of an earlier life is set aside, never deleted. Throws if the vault does not answer or the backup cannot
 * be read, since starting empty would look like a data loss.
 */
export async function prepareData(options: PrepareOptions): Promise<Prepared> {
  const { database, vault } = options;
  const state = await vault.state();
  const local = readLocalLife(database);
  if (local !== undefined && local === state.life) {
    return { outcome: "kept", life: local, statement: "the data on this node is the newest" };
  }
  if (local !== undefined && local > state.life) return adopt(local, options);
  if (existsSync(database)) {
    if (local === undefined && state.life === 0) return adopt(0, options);
    await setAside(database, local ?? 0, options.now());
  }
  return restore(state, options);
}

/** Starts a life for local data that a new or rebuilt vault does not know. */
async function adopt(local: number, { database, node, vault, now }: PrepareOptions): Promise<Prepared> {
  const life = await vault.beginLife({ after: local, node, at: now().toISOString() });
  writeLocalLife(database, life);
  return { outcome: "kept", life, statement: "the data on this node was kept; the vault did not know it" };
}

async function restore(state: VaultState, options: PrepareOptions): Promise<Prepared> {
  const { database, node, vault, now } = options;
  const chosen = state.backups.find(({ id }) => id === state.chosen);
  const backup = await openFirst(chosen === undefined ? state.backups : [chosen], options);
  const at = now().toISOString();
  if (backup === undefined) {
    const lost =
      state.witness === undefined
        ? ""
        : `; writes until ${state.witness.writtenAt} are lost, since no backup had been made`;
    const life = await vault.beginLife({ after: state.life, node, at });
    writeLocalLife(database, life);
    return { outcome: "empty", life, statement: `there is no backup: the service starts empty${lost}` };
  }
  const until = state.witness?.writtenAt;
  const lost = until !== undefined && until > backup.at ? { after: backup.at, until } : undefined;
  const life = await vault.beginLife({
    after: state.life,
    node,
    at,
    from: backup.id,
    ...defined({ lost }),
  });
  await rename(`${database}.restored`, database);
  writeLocalLife(database, life);
  const loss = lost === undefined ? "no later writes are known" : `later writes, the last at ${lost.until}, are lost`;
  const [newest] = state.backups;
  const skipped =
    chosen === undefined && newest !== undefined && newest.id !== backup.id
      ? "; newer backups could not be opened"
      : "";
  return { outcome: "restored", life, statement: `restored from the backup of ${backup.at}; ${loss}${skipped}` };
}

/**
 * Opens the first of the backups that can be opened: one that is damaged, or that somebody else put there, must not keep the service
 * from starting with the one before it. Throws what was wrong with the first if none can be opened.
 */
async function openFirst(
  backups: readonly BackupRecord[],
  { database, vault, sealKey }: PrepareOptions,
): Promise<BackupRecord | undefined> {
  let failure: Error | undefined;
  for (const backup of backups) {
    try {
      await openBackup(backup, { vault, sealKey, file: `${database}.restored` });
      return backup;
    } catch (thrown) {
      // A vault that no longer answers says nothing about the backup.
      if (thrown instanceof TypeError) throw thrown;
      failure ??= thrown instanceof Error ? thrown : new Error(String(thrown));
    }
  }
  if (failure !== undefined) throw failure;
  return undefined;
}

/** Moves all of the database's files into a folder beside it. */
async function setAside(database: string, life: number, now: Date): Promise<void> {
  const folder = dirname(database);
  const target = join(folder, "set-aside", `${life}-${now.toISOString().replaceAll(/[-:.]/g, "")}`);
  await mkdir(target, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (name.startsWith(basename(database))) await rename(join(folder, name), join(target, name));
  }
}
