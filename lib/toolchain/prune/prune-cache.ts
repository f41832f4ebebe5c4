import type { CacheEntry } from "./cache-entry.ts";
import { choosePrunable, type Choice } from "./choose-prunable.ts";
import { listCache } from "./list-cache.ts";
import { neededEntries } from "./needed-entries.ts";
import { removeEntry } from "./remove-entry.ts";
import { removePartials } from "./remove-partials.ts";

export interface PruneOptions {
  readonly cache: string;
  /** Holds a folder for each stack of this checkout. */
  readonly stacksFolder: string;
  /** How many versions of each tool and pack are kept besides those that are needed. */
  readonly keep: number;
  /** Removes nothing. */
  readonly dryRun: boolean;
  /** Milliseconds since 1970; now by default. */
  readonly nowMs?: number;
}

export interface PruneReport {
  readonly dryRun: boolean;
  /** What was or would be removed. */
  readonly removed: readonly CacheEntry[];
  readonly kept: readonly Choice[];
  readonly freedBytes: number;
}

/** Removes old tools and packs from the cache, and partial ones older than a day. Safe to run twice at once. */
export async function pruneCache(options: PruneOptions): Promise<PruneReport> {
  const { cache, stacksFolder, keep, dryRun, nowMs = Date.now() } = options;
  const isNeeded = neededEntries(stacksFolder);
  const choices = choosePrunable(await listCache(cache), { isNeeded, keep, nowMs });
  const removed: CacheEntry[] = [];
  const kept = choices.filter(({ because }) => because !== undefined);
  for (const { entry } of choices.filter(({ because }) => because === undefined)) {
    if (dryRun || (await removeEntry(entry, cache))) removed.push(entry);
    else kept.push({ entry, because: "another run has just used it" });
  }
  if (!dryRun) await removePartials(cache, nowMs);
  return { dryRun, removed, kept, freedBytes: removed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}
