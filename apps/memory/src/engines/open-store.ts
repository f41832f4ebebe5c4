import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { MemoryConfig } from "@hearth/contracts/memory/memory-config.ts";
import { SqliteStore } from "./sqlite/sqlite-store.ts";
import { StoreError } from "../store/store-error.ts";
import type { Store } from "../store/store.ts";

/** Opens the configured store. Throws StoreError `broken`. */
export function openStore(config: MemoryConfig["store"]): Promise<Store> {
  if (config.engine === "postgres") {
    return openPostgres(config.urlFile);
  }
  mkdirSync(dirname(config.file), { recursive: true, mode: 0o700 });
  return Promise.resolve(new SqliteStore(config.file));
}

/** Loads the driver lazily, since most installations do not use Postgres. */
async function openPostgres(urlFile: string): Promise<Store> {
  const { poolClient } = await import("./postgres/pool-client.ts");
  const { PostgresStore } = await import("./postgres/postgres-store.ts");
  const client = poolClient(readFileSync(urlFile, "utf8").trim());
  try {
    return await PostgresStore.open(client);
  } catch (thrown) {
    await client.close();
    if (thrown instanceof StoreError) throw thrown;
    throw new StoreError("broken", `cannot use the Postgres database of ${urlFile}: ${messageOf(thrown)}`, thrown);
  }
}
