import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestMemory, type TestMemory } from "../test/start-test-memory.ts";

let memory: TestMemory;
const send: TestMemory["send"] = (...request) => memory.send(...request);

beforeAll(async () => {
  memory = await startTestMemory({
    keys: [
      { id: "home", tenant: "home" },
      { id: "shop", tenant: "shop" },
      { id: "cook", tenant: "kitchen", agent: "cook" },
      { id: "reader", tenant: "home", scopes: ["memories:read"] },
    ],
  });
});
afterAll(() => memory.close());

describe("memories", () => {
  const add = async (body: object, key = "shop") =>
    (await send("POST /v1/memories", body, key)).body["memory"] as { readonly id: string };
  const texts = ({ body }: Awaited<ReturnType<typeof send>>, field: string) =>
    (body[field] as readonly { text: string }[]).map(({ text }) => text);

  test("what is added is found by its words, and the hit says why", async () => {
    const added = await send(
      "POST /v1/memories",
      { text: "Ada drinks green tea", user: "ada", source: "said" },
      "cook",
    );
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

  test("an edited text is not what the person said any more, and a stale revision is a conflict", async () => {
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

  test("a sensitive memory comes back whole, is in no file in clear, and is not searched", async () => {
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
});

test("a conversation moves from its buffer to episodes to a long-term memory", async () => {
  const turns = Array.from({ length: 41 }, (_, index) => ({
    role: "user",
    content: `The plan number ${index} is about boats.`,
  }));
  const added = await send("POST /v1/conversations/trip/turns", { user: "joe", turns });
  expect(added.body).toMatchObject({ buffered: 20, episodes: [{ session: "trip", by: "extract", turns: 21 }] });
  const ended = await send("POST /v1/conversations/trip/end", {});
  expect(ended.body).toMatchObject({ episodes: 2 });
  const { body } = await send(`GET /v1/memories/${String(ended.body["memory"])}`);
  expect(body["memory"]).toMatchObject({ source: "summary", user: "joe", session: "trip" });
  expect((await send("GET /v1/conversations/trip")).status).toBe(404);
});

test("skills have versions, checked parameters, and statistics", async () => {
  const skill = {
    name: "dim-lights",
    description: "Make the light in a room weaker",
    content: "call light.turn_on with brightness",
    parameters: { type: "object", properties: { percent: { type: "integer", maximum: 100 } }, required: ["percent"] },
    examples: [{ request: "it is too bright in here", arguments: { percent: 30 } }],
  };
  expect((await send("POST /v1/skills", skill)).body).toMatchObject({ changed: true, skill: { version: 1 } });
  expect((await send("POST /v1/skills", skill)).body).toMatchObject({ changed: false, skill: { version: 1 } });
  const second = await send("POST /v1/skills", { ...skill, content: "better", version: 1 });
  expect(second.body).toMatchObject({ changed: true, skill: { version: 2, latest: true } });
  expect((await send("POST /v1/skills", { ...skill, content: "late", version: 1 })).status).toBe(409);
  const bad = { ...skill, examples: [{ request: "x", arguments: { percent: 300 } }] };
  expect((await send("POST /v1/skills", bad)).body).toMatchObject({ error: { param: "examples[0].arguments" } });
  const check = await send("POST /v1/skills/dim-lights/check", { arguments: { percent: "much" } });
  expect(check.body).toMatchObject({ valid: false });
  await send("POST /v1/skills/dim-lights/outcomes", { success: true });
  const outcome = await send("POST /v1/skills/dim-lights/outcomes", { success: false });
  expect(outcome.body).toMatchObject({ skill: { version: 2, uses: 2, successes: 1 } });
  const { body } = await send("POST /v1/skills/search", { query: "the room is too bright" });
  expect(body["hits"]).toMatchObject([{ name: "dim-lights", version: 2 }]);
  expect((await send("GET /v1/skills/dim-lights?version=1")).body).toMatchObject({ skill: { latest: false } });
  expect((await send("DELETE /v1/skills/dim-lights")).body).toEqual({ forgotten: 2 });
});

test("a document that changes a little keeps the passages that did not", async () => {
  const paragraphs = Array.from(
    { length: 60 },
    (_, index) => `Paragraph ${index} tells of ${"kettles and pots ".repeat(12)}`,
  );
  const markdown = (list: readonly string[]) => `# Kitchen\n\n${list.join("\n\n")}`;
  const document = {
    id: "book",
    title: "Book",
    source: "shelf",
    mediaType: "text/markdown",
    text: markdown(paragraphs),
  };
  const first = (await send("POST /v1/documents", document)).body as { added: number };
  const again = (await send("POST /v1/documents", document)).body;
  expect(again).toMatchObject({ added: 0, kept: first.added, removed: 0 });
  const longer = { ...document, text: markdown(["The new beginning of it all.", ...paragraphs]) };
  const changed = (await send("POST /v1/documents", longer)).body as { added: number; kept: number };
  expect(changed.added).toBeLessThanOrEqual(4);
  expect(changed.kept).toBeGreaterThan(first.added / 2);
  const { body } = await send("POST /v1/documents/search", { query: "beginning", document: "book" });
  const [hit = { id: "none", text: "" }] = body["hits"] as {
    id: string;
    text: string;
    citation: { start: number; end: number };
  }[];
  expect(hit).toMatchObject({
    citation: { document: "book", title: "Book", source: "shelf", heading: "Kitchen", start: 0 },
  });
  expect((await send(`GET /v1/chunks/${encodeURIComponent(hit.id)}`)).body).toMatchObject({ text: hit.text });
  expect((await send("DELETE /v1/documents/book")).body).toMatchObject({
    forgotten: first.added + changed.added - (first.added - changed.kept) + 1,
  });
});

test("checkpoints branch, compare, revert and are purged", async () => {
  const save = async (state: unknown, branch = "main") =>
    (await send("POST /v1/checkpoints", { thread: "t", branch, state })).body["checkpoint"] as { id: string };
  const one = await save({ step: 1, list: ["a"] });
  const two = await save({ step: 2, list: ["a", "b"] });
  const side = await send(`POST /v1/checkpoints/${one.id}/branch`, { branch: "side" });
  expect(side).toMatchObject({ status: 201, body: { checkpoint: { branch: "side", parent: one.id, depth: 2 } } });
  expect((await send(`POST /v1/checkpoints/${one.id}/branch`, { branch: "side" })).status).toBe(409);
  const other = await save({ step: 9, list: [] }, "side");
  expect((await send("POST /v1/checkpoints/compare", { from: two.id, to: other.id })).body).toEqual({
    ancestor: one.id,
    differences: [
      { op: "remove", path: "/list/1" },
      { op: "remove", path: "/list/0" },
      { op: "replace", path: "/step", value: 9 },
    ],
  });
  const reverted = await send(`POST /v1/checkpoints/${one.id}/revert`, {});
  expect(reverted.body).toMatchObject({ checkpoint: { branch: "main", parent: two.id, depth: 3 } });
  const newest = reverted.body["checkpoint"] as { id: string };
  expect((await send(`GET /v1/checkpoints/${newest.id}`)).body).toMatchObject({ state: { step: 1, list: ["a"] } });
  const stale = await send("POST /v1/checkpoints", { thread: "t", state: 1, parent: two.id });
  expect(stale.status).toBe(409);
  expect((await send("POST /v1/checkpoints/purge", { thread: "t", keep: 1 })).body).toEqual({ purged: 3 });
  const { body } = await send("GET /v1/checkpoints?thread=t");
  expect(body["heads"]).toEqual({ main: newest.id, side: other.id });
  expect((await send("POST /v1/checkpoints/purge", { thread: "t", keep: 0 })).body).toEqual({ purged: 2 });
  expect((await send("GET /v1/checkpoints?thread=t")).body).toEqual({ checkpoints: [], heads: {} });
});

describe("the door", () => {
  test.each([
    { line: "GET /v1/memories", key: "nobody", status: 401, code: "invalid_api_key" },
    { line: "POST /v1/memories", body: { text: "x" }, key: "reader", status: 403, code: "forbidden" },
    { line: "POST /v1/memories", body: "{", status: 400, code: "invalid_json" },
    { line: "POST /v1/memories", body: { text: "x", tpyo: 1 }, status: 400, code: "invalid_value" },
    { line: "GET /v1/memories/none", status: 404, code: "not_found" },
    { line: "GET /v1/nothing", status: 404, code: "unknown_url" },
    { line: "GET /v1/memories/%zz", status: 400, code: "invalid_value" },
    { line: "PATCH /v1/skills", body: {}, status: 405, code: "method_not_allowed" },
    {
      line: "POST /v1/documents",
      body: { title: "x", mediaType: "application/pdf", base64: "bm90aGluZw==" },
      status: 422,
      code: "unreadable",
    },
  ])("$line with $body is a $status", async ({ line, body, key = "home", status, code }) => {
    expect(await send(line, body, key)).toMatchObject({ status, body: { error: { code } } });
  });

  test("what has no key needed", async () => {
    expect((await send("GET /health", undefined, "nobody")).body).toMatchObject({ status: "ok" });
    expect((await send("GET /health/ready", undefined, "nobody")).body).toMatchObject({ status: "ready" });
    const metrics = (await send("GET /metrics", undefined, "nobody")).body["text"];
    expect(metrics).toMatch(/hearth_memory_requests_total\{endpoint="addMemory",status="201"\} \d+/);
  });
});

test("an export goes into another tenant by import, and the audit log says who", async () => {
  await send("POST /v1/memories", { text: "Cellar is damp", user: "kim" }, "cook");
  const lines = (await send("GET /v1/admin/export", undefined, "cook")).body["text"] as string;
  const imported = await send("POST /v1/admin/import", lines, "home");
  expect(imported.body).toEqual({ imported: lines.trim().split("\n").length });
  const { body } = await send("POST /v1/memories/search", { query: "cellar" });
  expect(body["hits"]).toMatchObject([{ text: "Cellar is damp", user: "kim" }]);
  expect(await send("POST /v1/admin/import", '{"kind":"memory"}\n')).toMatchObject({
    status: 400,
    body: { error: { message: "Line 1: Invalid value for 'id': Invalid input: expected string, received undefined." } },
  });
  const audit = (await send("GET /v1/admin/audit?limit=1", undefined, "cook")).body["entries"];
  expect(audit).toMatchObject([{ key: "cook", action: "export" }]);
});

test("everything is there after a restart, and a backup opens", async () => {
  await send("POST /v1/memories", { text: "Survives restarts" });
  const backup = await send("POST /v1/admin/backup", {});
  expect(backup).toMatchObject({ status: 201 });
  await memory.restart();
  const { body } = await send("POST /v1/memories/search", { query: "survives" });
  expect(body["hits"]).toMatchObject([{ text: "Survives restarts" }]);
});

test("no answer was a bug", () => {
  expect(memory.log.filter(({ level }) => level === "error")).toEqual([]);
});
