import { expect, onTestFinished, test } from "vitest";
import { startTestMemory, type TestMemoryOptions } from "./start-test-memory.ts";

async function start(options: TestMemoryOptions) {
  const memory = await startTestMemory(options);
  onTestFinished(() => memory.close());
  return memory;
}

test("a full tenant gets an error, can still read and delete, and then add again", async () => {
  const { send } = await start({ config: { quotas: { records: 2 } } });
  const ids: unknown[] = [];
  for (const text of ["one", "two"]) {
    const { body } = await send("POST /v1/memories", { text });
    ids.push((body["memory"] as { id: string }).id);
  }
  const full = { status: 507, body: { error: { code: "full" } } };
  expect(await send("POST /v1/memories", { text: "three" })).toMatchObject(full);
  expect((await send("POST /v1/memories/search", { query: "one" })).status).toBe(200);
  expect((await send("POST /v1/memories/forget", { filter: { before: "2100-01-01T00:00:00Z" } })).body).toEqual({
    forgotten: 2,
  });
  expect((await send("POST /v1/memories", { text: "three" })).status).toBe(201);
  expect((await send("GET /v1/admin/usage")).body).toMatchObject({
    records: 1,
    recordLimit: 2,
    byKind: { memory: 1, audit: 4 },
  });
});

test("a key over its rate gets Retry-After, and others are not affected", async () => {
  const { send } = await start({
    keys: [
      { id: "home", tenant: "home" },
      { id: "shop", tenant: "home" },
    ],
    config: { rate: { requestsPerSecond: 0.5, burst: 2 } },
  });
  const statuses = [];
  for (let index = 0; index < 3; index += 1) statuses.push((await send("GET /v1/memories")).status);
  expect(statuses).toEqual([200, 200, 429]);
  expect((await send("GET /v1/memories")).headers.get("retry-after")).toBe("2");
  expect((await send("GET /v1/memories", undefined, "shop")).status).toBe(200);
});

test("a body that is too large, and a removed key", async () => {
  const memory = await start({ config: { limits: { bodyBytes: 100 } } });
  expect(await memory.send("POST /v1/memories", { text: "x".repeat(100) })).toMatchObject({ status: 413 });
  memory.writeKeys([]);
  memory.reload();
  expect(await memory.send("GET /v1/memories")).toMatchObject({ status: 401 });
});

test("a clock jump loses nothing, and lists keep the order of addition", async () => {
  let nowMs = Date.parse("2026-06-01T00:00:00Z");
  const { send } = await start({ now: () => nowMs });
  for (const [text, jumpYears] of [
    ["first", -10],
    ["second", 30],
    ["third", -20],
  ] as const) {
    expect((await send("POST /v1/memories", { text })).status).toBe(201);
    nowMs += jumpYears * 31_557_600_000;
  }
  const { body } = await send("GET /v1/memories");
  expect((body["memories"] as { text: string }[]).map(({ text }) => text)).toEqual(["third", "second", "first"]);
  const found = await send("POST /v1/memories/search", { query: "first second third" });
  expect(found.body["hits"]).toHaveLength(3);
});

test("a taken port, a damaged store and a bad key file give clear errors", async () => {
  const memory = await start({});
  const listen = { address: "127.0.0.1", port: memory.port };
  await expect(startTestMemory({ config: { listen } })).rejects.toThrow("EADDRINUSE");
  await expect(startTestMemory({ config: { keysFile: "/nowhere/keys.json" } })).rejects.toMatchObject({
    code: "CONFIG_UNREADABLE",
  });
});
