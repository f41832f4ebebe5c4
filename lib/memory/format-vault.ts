import type { VaultState } from "@hearth/contracts/memory/backup-record.ts";
import { table } from "@hearth/kernel/table.ts";

/** The backups, and below them how each life began: from what, and what it lost. */
export function formatVault({ backups, beginnings, verified }: VaultState): string {
  const kept = backups.map(({ id, at, bytes }) => [id, minute(at), sizeText(bytes)]);
  const starts = beginnings.map(({ at, node, from, lost }) => {
    const origin = from === undefined ? "its own data" : `backup ${from}`;
    const loss = lost === undefined ? "" : `; lost: what was written after ${lost.after}, last at ${lost.until}`;
    return `${minute(at)}  service started on ${node} with ${origin}${loss}`;
  });
  const list = kept.length === 0 ? "no backups" : table(["backup", "taken at", "size"], kept);
  const checked =
    verified === undefined ? [] : [`${minute(verified.at)}  backup ${verified.id} was opened, and is whole`];
  return [list, ...checked, ...starts].join("\n");
}

/** To the minute and in UTC, as the names of backups are: `2026-11-21 10:00 UTC`. */
const minute = (at: string): string => `${at.slice(0, 16).replace("T", " ")} UTC`;

function sizeText(bytes: number): string {
  if (bytes < 2 ** 20) return `${Math.ceil(bytes / 2 ** 10)} KiB`;
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
