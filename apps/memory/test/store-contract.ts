import { afterEach, beforeEach, expect, test } from "vitest";
import type { RecordKind, StoredRecord } from "../src/store/record.ts";
import type { RecordFilter, Store } from "../src/store/store.ts";

const nowMs = 1_800_000_000_000;

/** A record with a test's fields. */
export function record(fields: Partial<StoredRecord> & { readonly id: string }): StoredRecord {
  return { tenant: "home", kind: "memory", tags: [], active: true, atMs: nowMs, body: {}, revision: 1, ...fields };
}

const key = (id: string, tenant = "home", kind: RecordKind = "memory") => ({ tenant, kind, id });

/** Tests that every engine must pass. `make` returns an empty store. */
export function storeContract(make: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await make();
  });
  afterEach(() => store.close());

  const put = (...records: StoredRecord[]) => store.commit(records.map((each) => ({ put: each })));
  const list = async (filter?: RecordFilter) =>
    (await store.list({ tenant: "home", kind: "memory", nowMs, limit: 100, ...(filter ? { filter } : {}) })).map(
      ({ id }) => id,
    );
  const byText = async (text: string, filter: RecordFilter = {}, tenant = "home") =>
    (await store.searchText({ tenant, kind: "memory", nowMs, text, limit: 10, filter })).map(
      ({ record: { id } }) => id,
    );
  const byVector = async (vector: readonly number[], filter: RecordFilter = {}, tenant = "home") =>
    (
      await store.searchVector({ tenant, kind: "memory", nowMs, vector: Float32Array.from(vector), limit: 10, filter })
    ).map(({ record: { id } }) => id);
  const embed = (id: string, vector: readonly number[], { revision = 1, tenant = "home" } = {}) =>
    store.setVectors("model", [{ key: key(id, tenant), revision, vector: Float32Array.from(vector) }]);

  test("a record comes back as it was put", async () => {
    const whole = record({
      id: "a",
      user: "ada",
      agent: "cook",
      session: "s1",
      group: "g",
      tags: ["x", "y"],
      active: false,
      expiresAtMs: nowMs + 5,
      text: "soup",
      body: { deep: [1, { two: null }] },
    });
    await put(whole);
    expect(await store.get(key("a"), nowMs)).toEqual({ ...whole, sequence: 1 });
    expect(await store.get(key("b"), nowMs)).toBeUndefined();
  });

  test("a commit is all or nothing, and an expectation that fails is a conflict", async () => {
    await put(record({ id: "a" }));
    const refused = store.commit([{ put: record({ id: "b" }) }, { put: record({ id: "a" }), ifRevision: 0 }]);
    await expect(refused).rejects.toMatchObject({ name: "StoreError", reason: "conflict" });
    expect(await list()).toEqual(["a"]);
    await store.commit([{ remove: key("a"), ifRevision: 1 }]);
    expect(await list()).toEqual([]);
  });

  test("commits at the same time do not take each other down", async () => {
    const results = await Promise.allSettled([
      store.commit([{ put: record({ id: "a" }), ifRevision: 0 }]),
      store.commit([{ put: record({ id: "a" }), ifRevision: 0 }]),
      store.commit([{ put: record({ id: "b" }) }]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await list()).toEqual(["b", "a"]);
  });

  test("lists go by the order of making, in pages", async () => {
    await put(...["a", "b", "c", "d"].map((id, index) => record({ id, atMs: nowMs - index * 1_000 })));
    const page = await store.list({ tenant: "home", kind: "memory", nowMs, limit: 3 });
    expect(page.map(({ id }) => id)).toEqual(["d", "c", "b"]);
    const rest = await store.list({
      tenant: "home",
      kind: "memory",
      nowMs,
      limit: 3,
      cursor: page.at(-1)?.sequence ?? 0,
    });
    expect(rest.map(({ id }) => id)).toEqual(["a"]);
    const oldest = await store.list({ tenant: "home", kind: "memory", nowMs, limit: 2, order: "oldest" });
    expect(oldest.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  test("a list ends before it is too large, but has at least one record", async () => {
    await put(...["a", "b", "c"].map((id) => record({ id, text: "x".repeat(1_000) })));
    const ids = async (maxBytes: number) =>
      (await store.list({ tenant: "home", kind: "memory", nowMs, limit: 5, maxBytes })).map(({ id }) => id);
    expect([await ids(1), await ids(2_500), await ids(9_000)]).toEqual([["c"], ["c", "b"], ["c", "b", "a"]]);
  });

  test.each<[RecordFilter, readonly string[]]>([
    [{ user: "ada" }, ["a", "b"]],
    [{ agent: "cook" }, ["a"]],
    [{ session: "s" }, ["b"]],
    [{ group: "g" }, ["c"]],
    [{ tags: ["x"] }, ["a", "b"]],
    [{ tags: ["x", "y"] }, ["b"]],
    [{ fromMs: nowMs }, ["b", "c"]],
    [{ beforeMs: nowMs }, ["a"]],
    [{ user: "ada", inactive: true }, ["a", "b", "off"]],
    [{ user: "nobody" }, []],
  ])("the filter %j is exact in lists, counts, words and vectors", async (filter, expected) => {
    await put(
      record({ id: "a", user: "ada", agent: "cook", tags: ["x"], atMs: nowMs - 1, text: "tea" }),
      record({ id: "b", user: "ada", session: "s", tags: ["x", "y"], text: "tea" }),
      record({ id: "c", user: "bob", group: "g", atMs: nowMs + 1, text: "tea" }),
      record({ id: "off", user: "ada", text: "tea" }),
      record({ id: "gone", user: "ada", text: "tea", expiresAtMs: nowMs }),
    );
    for (const id of ["a", "b", "c", "off", "gone"]) await embed(id, [1, 0]);
    await put(record({ id: "off", user: "ada", text: "tea", active: false, revision: 2 }));
    expect((await list(filter)).sort()).toEqual(expected);
    expect(await store.count({ tenant: "home", kind: "memory", nowMs, filter })).toBe(expected.length);
    expect((await byText("tea", filter)).sort()).toEqual(expected);
    expect((await byVector([1, 0], filter)).sort()).toEqual(expected);
  });

  test("words are found by their stem, without regard to case and accents; operators are words", async () => {
    await put(record({ id: "a", text: "She likes Café crème" }), record({ id: "b", text: "NOT a drink" }));
    expect(await byText("cafe liked")).toEqual(["a"]);
    expect(await byText('" NOT (drink')).toEqual(["b"]);
    expect(await byText("!?")).toEqual([]);
  });

  test.each([
    ["昨日、東京で美味しいラーメンを食べました", { found: ["ラーメン", "東京", "美味しい"], missing: "大阪" }],
    ["我把备用钥匙放在邻居家里", { found: ["钥匙", "邻居", "家"], missing: "电脑" }],
    ["แมวของฉันชอบกินปลา", { found: ["แมว", "ปลา"], missing: "หมา" }],
    ["고양이는 소파에서 잔다", { found: ["고양이", "소파"], missing: "강아지" }],
    ["زار محمّد البيتَ الجديد", { found: ["محمد", "بيت", "البيت", "جديد"], missing: "سيارة" }],
  ])("words of %s are found", async (text, { found, missing }) => {
    await put(record({ id: "a", text }), record({ id: "b", text: "an English sentence" }));
    for (const word of found) expect([word, await byText(word)]).toEqual([word, ["a"]]);
    expect(await byText(missing)).toEqual([]);
    await put(record({ id: "a", text: "tea", revision: 2 }));
    for (const word of found) expect(await byText(word)).toEqual([]);
  });

  test("a text that changed is found by its new words only, and needs a new vector", async () => {
    await put(record({ id: "a", text: "old" }));
    await embed("a", [1, 0]);
    await put(record({ id: "a", text: "new", revision: 2 }));
    expect([await byText("old"), await byText("new"), await byVector([1, 0])]).toEqual([[], ["a"], []]);
    expect((await store.unembedded("model", 10)).map(({ id }) => id)).toEqual(["a"]);
    await embed("a", [1, 0]);
    expect(await byVector([1, 0])).toEqual([]);
    await embed("a", [1, 0], { revision: 2 });
    expect(await byVector([1, 0])).toEqual(["a"]);
  });

  test("a record that changes beside its text keeps its vector under its new facts", async () => {
    await put(record({ id: "a", text: "tea", user: "ada" }));
    await embed("a", [3, 4]);
    await put(record({ id: "a", text: "tea", user: "bob", revision: 2 }));
    expect([await byVector([1, 0], { user: "ada" }), await byVector([1, 0], { user: "bob" })]).toEqual([[], ["a"]]);
    expect([await byText("tea", { user: "ada" }), await byText("tea", { user: "bob" })]).toEqual([[], ["a"]]);
    expect(await store.unembeddedCount("model")).toBe(0);
    expect((await store.vectorOf(key("a")))?.map((value) => Math.round(value * 100))).toEqual(Float32Array.of(60, 80));
  });

  test("vectors are ranked by cosine, whatever their length", async () => {
    const vectors = { east: [9, 0], north: [0, 1], between: [1, 1] };
    for (const [id, vector] of Object.entries(vectors)) {
      await put(record({ id, text: id }));
      await embed(id, vector);
    }
    const hits = await store.searchVector({
      tenant: "home",
      kind: "memory",
      nowMs,
      vector: Float32Array.of(2, 0.1),
      limit: 2,
    });
    expect(hits.map(({ record: { id }, score }) => [id, Math.round(score * 1_000)])).toEqual([
      ["east", 999],
      ["between", 742],
    ]);
    expect(await byVector([1, 0, 0])).toEqual([]);
    expect(await byVector([0, 0])).toEqual([]);
  });

  test("another model takes the vectors of the old one away", async () => {
    await put(record({ id: "a", text: "tea" }));
    await embed("a", [1, 0]);
    expect(await store.unembeddedCount("other")).toBe(1);
    expect((await store.unembedded("other", 5)).map(({ id }) => id)).toEqual(["a"]);
    expect(await byVector([1, 0])).toEqual([]);
  });

  test("what is removed is gone from everything", async () => {
    await put(record({ id: "a", text: "tea" }), record({ id: "b", text: "tea" }));
    await embed("a", [1, 0]);
    await embed("b", [0, 1]);
    await store.commit([{ remove: key("a") }, { remove: key("never") }]);
    expect([await list(), await byText("tea"), await byVector([1, 0])]).toEqual([["b"], ["b"], ["b"]]);
    expect(await store.vectorOf(key("a"))).toBeUndefined();
  });

  test("tenants with the same ids do not meet", async () => {
    await put(record({ id: "a", text: "tea" }), record({ id: "a", tenant: "shop", text: "tea" }));
    await embed("a", [1, 0], { tenant: "shop" });
    expect([await byText("tea"), await byText("tea", {}, "shop")]).toEqual([["a"], ["a"]]);
    expect([await byVector([1, 0]), await byVector([1, 0], {}, "shop")]).toEqual([[], ["a"]]);
    await store.commit([{ remove: key("a") }]);
    expect(await store.get(key("a", "shop"), nowMs)).toMatchObject({ tenant: "shop" });
    expect(await store.tenants()).toEqual(["home", "shop"]);
  });

  test("usage counts texts and bodies, and falls when they go", async () => {
    await put(record({ id: "a", text: "tea", body: { a: 1 } }), record({ id: "b", text: "é" }));
    expect(await store.usage("home")).toEqual({ records: 2, bytes: 3 + 7 + 2 + 2 });
    await put(record({ id: "a", text: "green tea", revision: 2 }));
    await store.commit([{ remove: key("b") }]);
    expect(await store.usage("home")).toEqual({ records: 1, bytes: 9 + 2 });
    await store.commit([{ put: record({ id: "x", kind: "audit" }) }]);
    expect(await store.usage("home")).toMatchObject({ records: 1 });
    expect(await store.usage("nobody")).toEqual({ records: 0, bytes: 0 });
  });

  test("what expired is purged in portions", async () => {
    await put(...["a", "b", "c"].map((id) => record({ id, expiresAtMs: nowMs })), record({ id: "d" }));
    expect([await store.purgeExpired(nowMs, 2), await store.purgeExpired(nowMs, 2)]).toEqual([2, 1]);
    expect(await store.usage("home")).toMatchObject({ records: 1 });
    await store.check();
  });
}
