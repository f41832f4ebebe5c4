import type { VaultState } from "@hearth/contracts/memory/backup-record.ts";
import { table } from "@hearth/kernel/table.ts";

/** The backups, and below them how each life began: from what, and what it lost. */
export function formatVault({ backups, beginnings }: VaultState): string {
  const kept = backups.map(({ id, at, bytes }) => [id, at, String(bytes)]);
  const starts = beginnings.map(({ at, node, from, lost }) => {
    const origin = from === undefined ? "what was there" : `backup ${from}`;
    const loss = lost === undefined ? "" : `; lost: what was written after ${lost.after}, last at ${lost.until}`;
    return `${at}  ${node} began with ${origin}${loss}`;
  });
  return [kept.length === 0 ? "no backups" : table(["backup", "of", "bytes"], kept), ...starts].join("\n");
}
