import type { BackupRecord } from "@hearth/contracts/memory/backup-record.ts";

export interface Retention {
  readonly keepNewest: number;
  readonly keepDays: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Of the last day, the last backup of each of these periods is kept too. */
const periodMs = 4 * hourMs;

/** By the vault's clock: the sender of a backup must not decide how long others are kept. */
const receivedMs = ({ receivedAt, at }: BackupRecord): number => Date.parse(receivedAt ?? at);

/**
 * The backups to delete. Kept are the newest ones, the last of each four hours of the past day, and of each of the past days the last and
 * the largest: so however many uploads arrive, what was there on an earlier day stays for its time, and small ones push out no large one.
 */
export function chooseExpired(
  backups: readonly BackupRecord[],
  { keepNewest, keepDays }: Retention,
  now: Date,
): readonly BackupRecord[] {
  const byReceipt = backups.toSorted((left, right) => receivedMs(right) - receivedMs(left));
  const kept = new Set(byReceipt.slice(0, keepNewest));
  const periods = new Set<number>();
  const days = new Map<number, { largest: BackupRecord }>();
  const today = Math.floor(now.getTime() / dayMs);
  for (const backup of byReceipt) {
    const received = receivedMs(backup);
    const period = Math.floor(received / periodMs);
    if (keepDays > 0 && now.getTime() - received < dayMs && !periods.has(period)) {
      periods.add(period);
      kept.add(backup);
    }
    const day = Math.floor(received / dayMs);
    if (today - day >= keepDays) continue;
    const known = days.get(day);
    if (known === undefined) {
      days.set(day, { largest: backup });
      kept.add(backup);
    } else if (backup.bytes > known.largest.bytes) {
      known.largest = backup;
    }
  }
  for (const { largest } of days.values()) kept.add(largest);
  return backups.filter((backup) => !kept.has(backup));
}
