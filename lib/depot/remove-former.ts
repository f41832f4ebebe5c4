import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { DepotItem } from "./depot-item.ts";

/** Another run of the stack, with older sources, may still be bringing a file to its node. */
const staleMs = 24 * 60 * 60_000;

/** Removes from a stack's depot what no job asks for any more, once it has lain there for a day. */
export function removeFormer(depot: string, items: readonly Pick<DepotItem, "sha256">[], nowMs = Date.now()): void {
  const wanted = new Set(items.map(({ sha256 }) => sha256));
  for (const sha256 of readdirSync(depot)) {
    const folder = join(depot, sha256);
    if (wanted.has(sha256) || nowMs - statSync(folder).mtimeMs < staleMs) continue;
    rmSync(folder, { recursive: true, force: true });
  }
}
