import { expect, test } from "vitest";
import type { KeyRecord } from "@hearth/contracts/keys/key-record.ts";
import type { Person } from "../config/derive/cluster.ts";
import { changeTerms, newRecord, revoke } from "./change-key.ts";
import { declaredKeys, planPeople, readPeople, syncPeople } from "./people-keys.ts";

const author = { who: "ann@desk", now: new Date("2026-11-21T12:00:00Z") };
const ann: Person = { name: "ann", keys: ["ann", "anns-phone"], memories: true, limits: { tokensPerDay: 500 } };

/** Records and the list of named keys, in memory. */
function places(records: readonly KeyRecord[] = []) {
  const rows = new Map<string, string>();
  const kept = new Map(records.map((record) => [record.id, record]));
  const kv = {
    get: (key: string) => Promise.resolve(rows.get(key)),
    put: (key: string, value: string) => Promise.resolve(void rows.set(key, value)),
  };
  const save = (record: KeyRecord): Promise<KeyRecord> => {
    kept.set(record.id, record);
    return Promise.resolve(record);
  };
  const office = {
    list: () => Promise.resolve({ records: [...kept.values()], unreadable: [] }),
    create: (key: Parameters<typeof newRecord>[0]) => save(newRecord(key, author)),
    change: (id: string, change: (record: KeyRecord) => KeyRecord) => save(change(kept.get(id)!)),
  };
  return { kept, rows, kv, office };
}

const saved: string[] = [];
const keep = (id: string, key: string): void => void saved.push(`${id} ${key}`);

test("keys are made once, their text is saved before the record, and a second run changes nothing", async () => {
  const cluster = places();
  const changes = await syncPeople([ann], cluster, { author, keep });
  expect(changes).toEqual([
    { id: "ann", action: "create" },
    { id: "anns-phone", action: "create" },
  ]);
  expect(saved.map((line) => line.split(" ")[0])).toEqual(["ann", "anns-phone"]);
  const record = cluster.kept.get("ann");
  expect(record).toMatchObject({ limits: { tokensPerDay: 500 }, memories: { user: "ann", limit: 8, tokens: 400 } });
  expect(JSON.stringify([...cluster.kept.values(), ...cluster.rows.values()])).not.toContain(saved[0]!.split(" ")[1]);
  expect(await syncPeople([ann], cluster, { author, keep })).toEqual([]);
});

test("terms that somebody changed by hand are put back, also those that the inventory leaves out", async () => {
  const cluster = places();
  await syncPeople([ann], cluster, { author, keep });
  await cluster.office.change("ann", (record) =>
    changeTerms(record, { limits: { tokensPerDay: 9_000, costPerDay: 1 }, models: ["x"] }, author),
  );
  expect(await readPeople([ann], cluster)).toEqual([{ id: "ann", action: "change" }]);
  await syncPeople([ann], cluster, { author, keep });
  expect(cluster.kept.get("ann")?.limits).toEqual({ tokensPerDay: 500 });
  expect(cluster.kept.get("ann")).not.toHaveProperty("models");
});

test("a key that the inventory no longer names is revoked; one made by hand is left alone", async () => {
  const cluster = places([newRecord({ id: "guest", sha256: "1".repeat(64) }, author)]);
  await syncPeople([ann], cluster, { author, keep });
  const changes = await syncPeople([{ ...ann, keys: ["ann"] }], cluster, { author, keep });
  expect(changes).toEqual([{ id: "anns-phone", action: "revoke" }]);
  expect(cluster.kept.get("anns-phone")?.revokedAt).toBeDefined();
  expect(cluster.kept.get("guest")?.revokedAt).toBeUndefined();
  expect(await syncPeople([], cluster, { author, keep })).toEqual([{ id: "ann", action: "revoke" }]);
  expect(await syncPeople([], cluster, { author, keep })).toEqual([]);
});

test("a revoked key stays revoked", () => {
  const record = revoke(newRecord({ id: "ann", sha256: "1".repeat(64) }, author), author);
  const wanted = declaredKeys([{ name: "ann", keys: ["ann"] }]);
  expect(planPeople(wanted, { records: [record], named: ["ann"] })).toEqual([{ id: "ann", action: "stays revoked" }]);
});

test("nobody in the inventory, now or before: nothing is asked", async () => {
  const cluster = places();
  const office = { ...cluster.office, list: () => Promise.reject(new Error("asked")) };
  expect(await readPeople([], { ...cluster, office })).toEqual([]);
});
