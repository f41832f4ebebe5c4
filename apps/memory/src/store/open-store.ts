import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { MemoryConfig } from "../config/memory-config.ts";
import { SqliteStore } from "./sqlite/sqlite-store.ts";
import { StoreError } from "./store-error.ts";
import type { Store } from "./store.ts";

/** The store that the configuration asks for. Throws StoreError `broken`. */
export function openStore(config: MemoryConfig["store"]): Promise<Store> {
  if (config.engine === "postgres") {
    return Promise.reject(new StoreError("unsupported", "this build has no Postgres store"));
  }
  mkdirSync(dirname(config.file), { recursive: true, mode: 0o700 });
  return Promise.resolve(new SqliteStore(config.file));
}
