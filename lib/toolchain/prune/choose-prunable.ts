import type { CacheEntry } from "./cache-entry.ts";

export interface Choice {
  readonly entry: CacheEntry;
  /** Why it is kept; undefined if it may be removed. */
  readonly because: string | undefined;
}

export interface ChooseOptions {
  readonly isNeeded: (entry: CacheEntry) => boolean;
  /** How many versions of each are kept besides those that are needed. */
  readonly keep: number;
  readonly nowMs: number;
}

/** What was used recently may be in use by another checkout, which has a table of its own. */
const lately = 24 * 60 * 60_000;

/** What may be removed from a cache, and why the rest is kept. Pure. */
export function choosePrunable(entries: readonly CacheEntry[], options: ChooseOptions): readonly Choice[] {
  const { isNeeded, keep, nowMs } = options;
  const kept = new Map<string, number>();
  return entries
    .toSorted((a, b) => b.usedMs - a.usedMs)
    .map((entry): Choice => {
      if (isNeeded(entry)) return { entry, because: "needed" };
      if (nowMs - entry.usedMs < lately) return { entry, because: "used within a day" };
      const group = `${entry.kind} ${entry.name}`;
      const count = kept.get(group) ?? 0;
      if (count >= keep) return { entry, because: undefined };
      kept.set(group, count + 1);
      return { entry, because: "an earlier version" };
    });
}
