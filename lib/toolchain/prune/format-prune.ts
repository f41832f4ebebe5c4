import { table } from "@hearth/kernel/table.ts";
import type { PruneReport } from "./prune-cache.ts";

/** What went, or would go, as a table, and one line that sums it up. */
export function formatPrune({ dryRun, removed, kept, freedBytes }: PruneReport): string {
  const summary = `${dryRun ? "would free" : "freed"} ${mebibytes(freedBytes)}; ${kept.length} tools and packs stay`;
  if (removed.length === 0) return `nothing to remove; ${kept.length} tools and packs stay`;
  const rows = removed.map(({ kind, label, sizeBytes, usedMs }) => [
    kind,
    label,
    mebibytes(sizeBytes),
    new Date(usedMs).toISOString().slice(0, 10),
  ]);
  return [table([dryRun ? "would remove" : "removed", "name", "size", "last used"], rows), "", summary].join("\n");
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
