import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DepotItem } from "./depot-item.ts";

/** What `buildDepot` has laid out for a stack; nothing before its first run. */
export function readDepot(stackFolder: string): readonly DepotItem[] {
  const file = join(stackFolder, "depot.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as DepotItem[]) : [];
}
