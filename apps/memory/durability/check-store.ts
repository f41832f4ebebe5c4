import { DatabaseSync } from "node:sqlite";
import { SqliteStore } from "../src/engines/sqlite/sqlite-store.ts";
import { idsAfter, livePairs } from "./pairs.ts";

/**
 * Checks a store against the acknowledged commits: it must hold exactly the state after some number of commits, at least the
 * acknowledged ones, consistent in records, full text, counts and pages. Returns that number; throws an Error that says what differs.
 */
export async function checkStore(file: string, acknowledged: number): Promise<number> {
  const store = new SqliteStore(file);
  try {
    const scope = { tenant: "home", kind: "memory", nowMs: Date.now() } as const;
    const records = await store.list({ ...scope, limit: 10 * livePairs, order: "oldest" });
    const last = Number(records.at(-1)?.body["number"] ?? -1);
    const commits = last + 1;
    if (commits < acknowledged) throw new Error(`${acknowledged} commits were acknowledged, ${commits} are there`);
    const [found, expected] = [records.map(({ id }) => id).join(" "), idsAfter(commits).join(" ")];
    if (found !== expected) throw new Error(`after ${commits} commits there is: ${found}; not: ${expected}`);
    const hits = await store.searchText({ ...scope, text: "pair", limit: 10 * livePairs });
    if (hits.length !== records.length) throw new Error(`full text finds ${hits.length} of ${records.length}`);
    const usage = await store.usage("home");
    if (usage.records !== records.length) throw new Error(`${usage.records} counted, ${records.length} are there`);
    await store.check();
    return commits;
  } finally {
    await store.close();
    checkPages(file);
  }
}

function checkPages(file: string): void {
  const database = new DatabaseSync(file);
  try {
    const found = database.prepare("PRAGMA integrity_check").all();
    const report = found.map((row) => String(row["integrity_check"])).join("; ");
    if (report !== "ok") throw new Error(`the file is damaged: ${report}`);
  } finally {
    database.close();
  }
}
