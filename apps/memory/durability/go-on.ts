import { SqliteStore } from "../src/engines/sqlite/sqlite-store.ts";
import { pairChanges } from "./pairs.ts";

/* `node go-on.ts FILE`: a store whose disk was full takes a commit again. Ends with 0 where it does. */
const store = new SqliteStore(process.argv[2] ?? "");
const records = await store.list({ tenant: "home", kind: "memory", nowMs: 0, limit: 1 });
await store.commit(pairChanges(Number(records[0]?.body["number"] ?? -1) + 1));
await store.close();
