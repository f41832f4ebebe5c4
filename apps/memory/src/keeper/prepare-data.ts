import { existsSync } from "node:fs";
import { mkdir, readdir, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { VaultState } from "@hearth/contracts/memory/backup-record.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { readLocalLife, writeLocalLife } from "./local-life.ts";
import { unseal } from "./seal.ts";
import type { VaultClient } from "./vault-client.ts";

export interface PrepareOptions {
  readonly database: string;
  readonly node: string;
  readonly vault: VaultClient;
  readonly sealKey: Buffer;
  readonly now: () => Date;
}

/** What the memory service will start with. */
export interface Prepared {
  readonly outcome: "kept" | "restored" | "empty";
  readonly life: number;
  /** For people: what was restored and what is lost. */
  readonly statement: string;
}

/**
 * Makes the folder of the database what it has to be before the service starts: as it is, where it is the newest there is; else from
 * the vault's last backup, or the one that a person chose. Data of a life that is over are set aside, never deleted. Throws where the vault does not answer or the
 * backup cannot be read, for to start empty then would look like a loss.
 */
export async function prepareData(options: PrepareOptions): Promise<Prepared> {
  const { database, vault } = options;
  const state = await vault.state();
  const local = readLocalLife(database);
  if (local !== undefined && local === state.life) {
    return { outcome: "kept", life: local, statement: "the data on this node are the newest" };
  }
  if (local !== undefined && local > state.life) return adopt(local, options);
  if (existsSync(database)) {
    if (local === undefined && state.life === 0) return adopt(0, options);
    await setAside(database, local ?? 0, options.now());
  }
  return restore(state, options);
}

/** A vault that is new, or was lost, learns of data that are older than it is. */
async function adopt(local: number, { database, node, vault, now }: PrepareOptions): Promise<Prepared> {
  const life = await vault.beginLife({ after: local, node, at: now().toISOString() });
  writeLocalLife(database, life);
  return { outcome: "kept", life, statement: "the data on this node are kept; the vault knew nothing of them" };
}

async function restore(state: VaultState, options: PrepareOptions): Promise<Prepared> {
  const { database, node, vault, sealKey, now } = options;
  const backup = state.backups.find(({ id }) => id === state.chosen) ?? state.backups[0];
  const at = now().toISOString();
  if (backup === undefined) {
    const lost =
      state.witness === undefined
        ? ""
        : `; what was written until ${state.witness.writtenAt} is lost: no backup had been made`;
    const life = await vault.beginLife({ after: state.life, node, at });
    writeLocalLife(database, life);
    return { outcome: "empty", life, statement: `there is no backup: the service starts with nothing${lost}` };
  }
  await unseal(await vault.fetch(backup.id), `${database}.restored`, sealKey);
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
  const loss =
    lost === undefined
      ? "nothing was seen to be written after it"
      : `what was written after it, last at ${lost.until}, is lost`;
  return { outcome: "restored", life, statement: `restored from the backup of ${backup.at}; ${loss}` };
}

/** Everything that belongs to the database goes into a folder beside it. */
async function setAside(database: string, life: number, now: Date): Promise<void> {
  const folder = dirname(database);
  const target = join(folder, "set-aside", `${life}-${now.toISOString().replaceAll(/[-:.]/g, "")}`);
  await mkdir(target, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (name.startsWith(basename(database))) await rename(join(folder, name), join(target, name));
  }
}
