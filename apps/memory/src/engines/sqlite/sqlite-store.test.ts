import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { record, storeContract } from "../../../test/store-contract.ts";
import { indexText } from "../../store/index-text.ts";
import { facetsOf } from "./facets.ts";
import { SqliteStore } from "./sqlite-store.ts";

let folder = "";
let made = 0;
const newFile = () => join(folder, `${(made += 1)}.db`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-memory-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the contract", () => storeContract(() => Promise.resolve(new SqliteStore(newFile()))));

describe("one file", () => {
  const query = { tenant: "home", kind: "memory", nowMs: 0, limit: 5 } as const;

  test("reopening keeps everything, including vectors and model", async () => {
    const file = newFile();
    const first = new SqliteStore(file);
    await first.commit([{ put: record({ id: "a", text: "tea", user: "ada", tags: ["x"] }) }]);
    const key = { tenant: "home", kind: "memory", id: "a" } as const;
    await first.setVectors("model", [{ key, revision: 1, vector: Float32Array.of(1, 2) }]);
    await first.close();
    const second = new SqliteStore(file);
    const filter = { user: "ada", tags: ["x"] };
    const hits = await second.searchVector({ ...query, vector: Float32Array.of(1, 2), filter });
    expect(hits.map(({ record: { id }, score }) => [id, score.toFixed(4)])).toEqual([["a", "1.0000"]]);
    expect(await second.unembeddedCount("model")).toBe(0);
    await second.close();
  });

  test("a database of version 1 is indexed again where its scripts need it", async () => {
    const file = newFile();
    const first = new SqliteStore(file);
    const texts = { a: "昨日、東京でラーメンを食べました", b: "green tea" };
    await first.commit(Object.entries(texts).map(([id, text]) => ({ put: record({ id, text, user: "ada" }) })));
    await first.close();
    {
      // As version 1 left it: indexed by the text alone.
      using database = new DatabaseSync(file);
      const [row] = database.prepare("SELECT sequence, text FROM records WHERE id = 'a'").all();
      const facets = facetsOf({ user: "ada" });
      const change = (text: string, command: string) =>
        database
          .prepare(
            `INSERT INTO text_1 (${command === "" ? "" : "text_1, "}rowid, text, facets) VALUES (${command}?, ?, ?)`,
          )
          .run(Number(row?.["sequence"]), text, facets);
      change(indexText(texts.a), "'delete', ");
      change(texts.a, "");
      database.exec("PRAGMA user_version = 1");
    }
    const second = new SqliteStore(file);
    const find = async (text: string) =>
      (await second.searchText({ ...query, text, filter: { user: "ada" } })).map((hit) => hit.record.id);
    expect([await find("ラーメン"), await find("tea")]).toEqual([["a"], ["b"]]);
    await second.commit([{ put: record({ id: "a", text: "coffee", user: "ada", revision: 2 }) }]);
    expect([await find("ラーメン"), await find("coffee")]).toEqual([[], ["a"]]);
    await second.close();
  });

  test("a backup made during writes opens as a store", async () => {
    const store = new SqliteStore(newFile());
    await store.commit(Array.from({ length: 200 }, (_, index) => ({ put: record({ id: `a${index}`, text: "tea" }) })));
    const copy = newFile();
    await Promise.all([store.backup(copy), store.commit([{ put: record({ id: "during" }) }])]);
    await store.close();
    const restored = new SqliteStore(copy);
    expect(await restored.count(query)).toBeGreaterThanOrEqual(200);
    expect((await restored.searchText({ ...query, text: "tea" })).length).toBe(5);
    await restored.close();
  });

  test("deleted words are in no page of the file", async () => {
    const file = newFile();
    const store = new SqliteStore(file);
    await store.commit([{ put: record({ id: "a", text: "xylophone", body: { note: "zanzibar" } }) }]);
    await store.commit([{ remove: { tenant: "home", kind: "memory", id: "a" } }]);
    const copy = newFile();
    await store.backup(copy);
    await store.close();
    const bytes = readFileSync(copy, "latin1");
    expect([/xylophon/.test(bytes), /zanzibar/.test(bytes)]).toEqual([false, false]);
  });

  test("a check does not change the file", async () => {
    const file = newFile();
    const store = new SqliteStore(file);
    await store.commit([{ put: record({ id: "a" }) }]);
    const written = () => ["", "-wal"].map((suffix) => statSync(`${file}${suffix}`).mtimeMs);
    const before = written();
    await store.check();
    expect(written()).toEqual(before);
    await store.close();
  });

  test("a file that is not our database is refused and not changed", () => {
    const text = newFile();
    writeFileSync(
      text,
      "this is a letter to my grandmother, and long enough to be more than a header of SQLite".repeat(20),
    );
    expect(() => new SqliteStore(text)).toThrow(/cannot be opened/);
    const other = newFile();
    const database = new DatabaseSync(other);
    database.exec("PRAGMA user_version = 7; CREATE TABLE t (x)");
    database.close();
    expect(() => new SqliteStore(other)).toThrow("another program's database");
  });

  test("a database of a newer version is refused", async () => {
    const file = newFile();
    await new SqliteStore(file).close();
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version = 99");
    database.close();
    expect(() => new SqliteStore(file)).toThrow("the database has schema version 99, but this program only knows");
  });
});
