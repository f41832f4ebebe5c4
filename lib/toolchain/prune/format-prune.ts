import { count } from "@hearth/kernel/count.ts";
import { table } from "@hearth/kernel/table.ts";
import type { PruneReport } from "./prune-cache.ts";

/** What was or would be removed, as a table with a summary line. */
export function formatPrune({ dryRun, removed, kept, freedBytes }: PruneReport): string {
  const rest = count(kept.length, "tool or pack stays", "tools and packs stay");
  const summary = `${dryRun ? "would free" : "freed"} ${mebibytes(freedBytes)}; ${rest}`;
  if (removed.length === 0) return `nothing to remove; ${rest}`;
  const rows = removed.map(({ kind, label, sizeBytes, usedMs }) => [
    kind,
    label,
    mebibytes(sizeBytes),
    new Date(usedMs).toISOString().slice(0, 10),
  ]);
  return [table([dryRun ? "would remove" : "removed", "name", "size", "last used"], rows), "", summary].join("\n");
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
