import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { record, storeContract } from "../../test/store-contract.ts";
import { SqliteStore } from "../engines/sqlite/sqlite-store.ts";
import { indexedKinds, type RecordKind } from "../store/record.ts";
import { DataKeys } from "./data-keys.ts";
import { SealedStore } from "./sealed-store.ts";
import { Sealer } from "./sealer.ts";

const key = (id: string) => ({ id, base64: randomBytes(32).toString("base64") });
const first = key("first");
let folder: string;
let plain: SqliteStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-sealed-"));
  plain = new SqliteStore(join(folder, "memory.sqlite"));
});
afterEach(async () => {
  await plain.close();
  rmSync(folder, { recursive: true });
});

const sealedWith = (sealer: Sealer, store = plain) => new SealedStore(store, new DataKeys(store, sealer));
const sealer = (...keys: readonly { id: string; base64: string }[]) => new Sealer({ keys: [...keys] });
const body = { content: "the alarm code is xylophone" };
const scope = (kind: RecordKind) => ({ tenant: "home", kind, nowMs: 0 }) as const;
/** All files of the database, as text. */
const onDisk = () => ["", "-wal"].map((end) => readFileSync(join(folder, `memory.sqlite${end}`), "latin1")).join("");

describe("the contract", () =>
  storeContract(() => {
    const store = new SqliteStore(":memory:");
    return Promise.resolve(new SealedStore(store, new DataKeys(store, sealer(first))));
  }));

test.each<RecordKind>(["turn", "episode", "skill", "document", "chunk", "checkpoint"])(
  "the body of a %s is on disk in no readable form, and comes back",
  async (kind) => {
    const store = sealedWith(sealer(first));
    await store.commit([{ put: record({ id: "a", kind, body, text: "tea" }) }]);
    expect(onDisk()).not.toContain("xylophone");
    expect((await store.get({ tenant: "home", kind, id: "a" }, 0))?.body).toEqual(body);
    expect((await store.list({ ...scope(kind), limit: 5 })).map((each) => each.body)).toEqual([body]);
    const hits = indexedKinds.has(kind) ? await store.searchText({ ...scope(kind), text: "tea", limit: 5 }) : [];
    expect(hits.map((hit) => ({ ...hit.record }).body)).toEqual(indexedKinds.has(kind) ? [body] : []);
    expect(await sealedWith(sealer(first)).get({ tenant: "home", kind, id: "a" }, 0)).toMatchObject({ body });
  },
);

test("a body that was moved to another record does not open, nor does one without the key", async () => {
  const store = sealedWith(sealer(first));
  await store.commit([{ put: record({ id: "a", kind: "turn", body }) }]);
  const kept = await plain.get({ tenant: "home", kind: "turn", id: "a" }, 0);
  await plain.commit([{ put: record({ id: "b", kind: "turn", body: kept?.body ?? {} }) }]);
  const get = (of: SealedStore, id: string) => of.get({ tenant: "home", kind: "turn", id }, 0);
  await expect(get(store, "b")).rejects.toMatchObject({ code: "key_missing" });
  await expect(get(sealedWith(sealer(key("other"))), "a")).rejects.toMatchObject({ code: "key_missing" });
  await expect(get(sealedWith(new Sealer(undefined)), "a")).rejects.toMatchObject({ code: "key_missing" });
});

test("what an earlier version left in the clear is encrypted once, and keeps its revision and vector", async () => {
  const records = Array.from({ length: 450 }, (_, index) =>
    record({ id: `a${index}`, kind: "chunk", body, text: "tea", revision: 3 }),
  );
  await plain.commit(records.map((put) => ({ put })));
  const at = { tenant: "home", kind: "chunk", id: "a7" } as const;
  await plain.setVectors("model", [{ key: at, revision: 3, vector: Float32Array.of(1, 0) }]);
  const store = sealedWith(sealer(first));
  expect(await store.sealOlder(new AbortController().signal)).toBe(450);
  expect(await store.sealOlder(new AbortController().signal)).toBe(0);
  expect(await store.get(at, 0)).toMatchObject({ body, revision: 3 });
  expect(await store.vectorOf(at)).toEqual(Float32Array.of(1, 0));
  const copy = join(folder, "copy.sqlite");
  await store.backup(copy);
  expect(readFileSync(copy, "latin1")).not.toContain("xylophone");
});

test("a rotated key encrypts the data key again, and the old one is needed no more", async () => {
  const second = key("second");
  await sealedWith(sealer(first)).commit([{ put: record({ id: "a", kind: "turn", body }) }]);
  const keys = new DataKeys(plain, sealer(second, first));
  expect([await keys.rotate("home"), await keys.rotate("home"), await keys.rotate("shop")]).toEqual([
    true,
    false,
    false,
  ]);
  const after = sealedWith(sealer(second));
  expect(await after.get({ tenant: "home", kind: "turn", id: "a" }, 0)).toMatchObject({ body });
});
