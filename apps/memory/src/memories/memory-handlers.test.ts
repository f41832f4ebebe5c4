import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestMemory, type TestMemory } from "../../test/start-test-memory.ts";

let memory: TestMemory;
const send: TestMemory["send"] = (...request) => memory.send(...request);

beforeAll(async () => {
  memory = await startTestMemory({
    keys: [
      { id: "shop", tenant: "shop" },
      { id: "cook", tenant: "kitchen", agent: "cook" },
    ],
  });
});
afterAll(async () => {
  expect(memory.log.filter(({ level }) => level === "error")).toEqual([]);
  await memory.close();
});

const add = async (body: object, key = "shop") =>
  (await send("POST /v1/memories", body, key)).body["memory"] as { readonly id: string };
const texts = ({ body }: Awaited<ReturnType<typeof send>>, field: string) =>
  (body[field] as readonly { text: string }[]).map(({ text }) => text);

test("an added memory is found by its words, and the hit says why", async () => {
  const added = await send("POST /v1/memories", { text: "Ada drinks green tea", user: "ada", source: "said" }, "cook");
  expect(added).toMatchObject({
    status: 201,
    body: {
      merged: false,
      memory: { text: "Ada drinks green tea", agent: "cook", source: "said", revision: 1, said: 1 },
    },
  });
  const { body } = await send("POST /v1/memories/search", { query: "which tea is drunk?" }, "cook");
  expect(body).toMatchObject({
    by: { meaning: false, words: true },
    hits: [{ text: "Ada drinks green tea", score: 1, why: "words tea (1st by words); just now" }],
  });
});

test("the same statement again is merged, whatever its case and punctuation", async () => {
  await add({ text: "The key is under the mat", user: "ann", tags: ["house"] });
  const { body } = await send(
    "POST /v1/memories",
    { text: "the key is under the mat!", user: "ann", tags: ["key"], source: "said" },
    "shop",
  );
  expect(body).toMatchObject({
    merged: true,
    memory: { said: 2, source: "said", tags: ["house", "key"], revision: 2 },
  });
  expect(await add({ text: "The key is under the mat", user: "bea" })).toMatchObject({ said: 1 });
});

test("a newer statement about a subject supersedes the older by its own date, in whatever order they come", async () => {
  const subject = { user: "dan", subject: "city" };
  const berlin = await add({ ...subject, text: "Lives in Berlin", at: "2025-01-01T00:00:00Z" });
  const paris = await add({ ...subject, text: "Lives in Paris", at: "2026-01-01T00:00:00Z" });
  const rome = await add({ ...subject, text: "Lives in Rome", at: "2025-06-01T00:00:00Z" });
  expect(paris).toMatchObject({ supersedes: berlin.id });
  expect(rome).toMatchObject({ supersededBy: { id: paris.id, at: "2026-01-01T00:00:00.000Z" } });
  const search = { query: "lives in", filter: { user: "dan" } };
  expect(texts(await send("POST /v1/memories/search", search, "shop"), "hits")).toEqual(["Lives in Paris"]);
  const all = await send("POST /v1/memories/search", { ...search, superseded: true }, "shop");
  expect(texts(all, "hits").sort()).toEqual(["Lives in Berlin", "Lives in Paris", "Lives in Rome"]);
});

test("a batch merges and supersedes within itself", async () => {
  const memories = [
    { text: "Shoe size 40", user: "eve", subject: "shoes", at: "2026-01-01T00:00:00Z" },
    { text: "Shoe size 41", user: "eve", subject: "shoes", at: "2026-02-01T00:00:00Z" },
    { text: "shoe size 41.", user: "eve", subject: "shoes", at: "2026-02-01T00:00:00Z" },
  ];
  const { body } = await send("POST /v1/memories/batch", { memories }, "shop");
  expect((body["results"] as { merged: boolean }[]).map(({ merged }) => merged)).toEqual([false, false, true]);
  const found = await send("POST /v1/memories/search", { query: "shoe", filter: { user: "eve" } }, "shop");
  expect(texts(found, "hits")).toEqual(["Shoe size 41"]);
});

test("an edited text is no longer `said`, and a stale revision is a conflict", async () => {
  const { id } = await add({ text: "Likes opera", user: "fay", source: "said" });
  const edit = await send(`PATCH /v1/memories/${id}`, { text: "Likes ballet", revision: 1 }, "shop");
  expect(edit.body).toMatchObject({ memory: { text: "Likes ballet", source: "inferred", revision: 2 } });
  const stale = await send(`PATCH /v1/memories/${id}`, { tags: ["x"], revision: 1 }, "shop");
  expect(stale).toMatchObject({ status: 409, body: { error: { code: "conflict" } } });
  expect(await add({ text: "Likes opera", user: "fay" })).not.toMatchObject({ id });
});

test("forgetting by id and by filter; an empty filter is refused", async () => {
  await add({ text: "One", user: "gil", session: "s" });
  const { id } = await add({ text: "Two", user: "gil", session: "s" });
  expect((await send(`DELETE /v1/memories/${id}`, undefined, "shop")).body).toEqual({ forgotten: 1 });
  expect((await send("POST /v1/memories/forget", { filter: {} }, "shop")).status).toBe(400);
  const forget = { filter: { user: "gil", session: "s" } };
  expect((await send("POST /v1/memories/forget", forget, "shop")).body).toEqual({ forgotten: 1 });
  expect((await send("GET /v1/memories?user=gil", undefined, "shop")).body).toEqual({ memories: [] });
});

test("a sensitive memory is returned whole, is in no file in plain text, and is not searched", async () => {
  const added = await add({
    text: "The alarm code is 7351xyzzy",
    user: "hal",
    sensitive: true,
    metadata: { pin: "plugh" },
  });
  expect(added).toMatchObject({ text: "The alarm code is 7351xyzzy", sensitive: true, metadata: { pin: "plugh" } });
  expect((await send("POST /v1/memories/search", { query: "alarm code" }, "shop")).body).toMatchObject({ hits: [] });
  const { readdirSync, readFileSync } = await import("node:fs");
  const files = readdirSync(memory.folder).filter((name) => name.startsWith("memory.db"));
  for (const file of files) expect(readFileSync(`${memory.folder}/${file}`, "latin1")).not.toMatch(/xyzzy|plugh/);
  memory.writeEncryptionKeys("second", "first");
  memory.reload();
  expect((await send("POST /v1/admin/rotate", {}, "shop")).body).toEqual({ rotated: 1 });
  memory.writeEncryptionKeys("first");
  memory.reload();
  const lost = await send(`GET /v1/memories/${added.id}`, undefined, "shop");
  expect(lost).toMatchObject({ status: 500, body: { error: { code: "key_missing" } } });
  memory.writeEncryptionKeys("second");
  memory.reload();
  expect((await send(`GET /v1/memories/${added.id}`, undefined, "shop")).body).toMatchObject({
    memory: { text: "The alarm code is 7351xyzzy" },
  });
});

test("the context for a model fits its budget and names its ids", async () => {
  await add({ text: "Allergic to peanuts", user: "ida", source: "said", at: "2026-03-01T00:00:00Z" });
  await add({ text: `Peanuts ${"and more ".repeat(40)}`, user: "ida" });
  const { body } = await send(
    "POST /v1/context",
    { query: "peanuts", filter: { user: "ida" }, characters: 120 },
    "shop",
  );
  const [id] = body["ids"] as string[];
  expect(body).toMatchObject({ ids: [id], text: `[${id}] (2026-03-01, said) Allergic to peanuts` });
});
