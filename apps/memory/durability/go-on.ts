import { SqliteStore } from "../src/engines/sqlite/sqlite-store.ts";
import { pairChanges } from "./pairs.ts";

/* `node go-on.ts FILE`: checks that a store accepts commits again after its disk was full. Exits with 0 if it does. */
const store = new SqliteStore(process.argv[2] ?? "");
const records = await store.list({ tenant: "home", kind: "memory", nowMs: 0, limit: 1 });
await store.commit(pairChanges(Number(records[0]?.body["number"] ?? -1) + 1));
await store.close();
