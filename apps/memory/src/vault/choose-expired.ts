import type { BackupRecord } from "@hearth/contracts/memory/backup-record.ts";

export interface Retention {
  readonly keepNewest: number;
  readonly keepDays: number;
}

/** The backups to delete: all but the newest ones and the last of each earlier day. `backups` are newest first. */
export function chooseExpired(
  backups: readonly BackupRecord[],
  { keepNewest, keepDays }: Retention,
): readonly BackupRecord[] {
  const kept = new Set(backups.slice(0, keepNewest));
  const lastOfDay = new Map<string, BackupRecord>();
  for (const backup of backups) {
    const day = backup.at.slice(0, 10);
    if (!lastOfDay.has(day)) lastOfDay.set(day, backup);
  }
  for (const backup of [...lastOfDay.values()].slice(0, keepDays)) kept.add(backup);
  return backups.filter((backup) => !kept.has(backup));
}
