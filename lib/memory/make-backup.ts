import type { BackupRecord } from "@hearth/contracts/memory/backup-record.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { connectMemory } from "./connect-memory.ts";
import { connectVault } from "./connect-vault.ts";

interface Where {
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Makes the service write a copy of its data, and waits until the vault has stored it. */
export async function makeBackup({ folder, signal }: Where): Promise<BackupRecord> {
  const [memory, vault] = await Promise.all([connectMemory(folder), connectVault(folder)]);
  const before = new Set((await vault.state()).backups.map(({ id }) => id));
  await memory.call("backup", { body: {} });
  const hint = "Read what keeps it back with `hearth logs memory`.";
  return waitFor(
    { what: "the vault to store the backup", limitMs: 120_000, intervalMs: 1_000, signal, hint },
    async () => {
      const found = (await vault.state()).backups.find(({ id }) => !before.has(id));
      return found === undefined ? notYet("the vault does not have it yet") : ready(found);
    },
  );
}
