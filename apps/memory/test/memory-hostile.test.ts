import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { trimAudit } from "../src/maintenance.ts";
import { SqliteStore } from "../src/engines/sqlite/sqlite-store.ts";
import { startTestMemory, type TestMemoryOptions } from "./start-test-memory.ts";
import { record } from "./store-contract.ts";

/* What a caller with a key of its own may not do to the others. */

async function start(options: TestMemoryOptions = {}) {
  const keys = ["home", "other"].map((id) => ({ id, tenant: id }));
  const memory = await startTestMemory({ keys, ...options });
  onTestFinished(() => memory.close());
  return memory;
}

test("an import brings no entries of the audit log", async () => {
  const { send } = await start();
  const line = { kind: "audit", id: "x", tags: [], active: true, at: 1, body: { key: "other", action: "backup" } };
  const answer = await send("POST /v1/admin/import", JSON.stringify(line));
  expect(answer).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining("Line 1") as string } },
  });
  expect(JSON.stringify((await send("GET /v1/admin/audit")).body)).not.toContain("backup");
});

test("writing much pushes no other action and no other key out of the audit log", async () => {
  const store = new SqliteStore(":memory:");
  onTestFinished(() => store.close());
  const entry = (id: string, agent: string, group: string) => record({ id, kind: "audit", agent, group, body: {} });
  const flood = Array.from({ length: 30 }, (_, index) => entry(`f${index}`, "bad", "add memories"));
  const entries = [entry("d", "bad", "forget memories"), entry("o", "good", "add memories"), ...flood];
  await store.commit(entries.map((put) => ({ put })));
  await trimAudit(store, { tenant: "home", key: "bad", action: "add memories" }, { nowMs: 0, most: 10 });
  const left = await store.list({ tenant: "home", kind: "audit", nowMs: 0, limit: 100, order: "oldest" });
  expect(left.map(({ id }) => id)).toEqual(["d", "o", ...flood.slice(20).map(({ id }) => id)]);
});

test.each([
  ["nested too deeply", `{"thread":"t","state":${"[".repeat(5_000)}${"]".repeat(5_000)}}`, 400],
  ["of too many values", `{"thread":"t","state":[${"[],".repeat(600_000)}1]}`, 413],
])("a body %s is refused", async (_, body, status) => {
  const { send } = await start();
  expect((await send("POST /v1/checkpoints", body)).status).toBe(status);
});

test("brackets in a text are no nesting", async () => {
  const { send } = await start();
  const answer = await send("POST /v1/checkpoints", { thread: "t", state: `\\"${"[".repeat(500)}\\` });
  expect(answer.status).toBe(201);
});

test("unfinished bodies of one key are bounded, chunked ones too, and others are served", async () => {
  const limits = { bodiesBytes: 4_000_000, keyBodiesBytes: 1_000_000 };
  const memory = await start({ config: { limits } });
  const statuses: number[] = [];
  const uploads = Array.from({ length: 8 }, () => {
    const headers = { authorization: "Bearer home-secret", "transfer-encoding": "chunked" };
    const upload = httpRequest({ port: memory.port, method: "POST", path: "/v1/memories", headers }, (response) => {
      statuses.push(response.statusCode ?? 0);
      response.resume();
    });
    upload.on("error", () => undefined);
    upload.write("x".repeat(300_000));
    return upload;
  });
  await vi.waitFor(() => expect(statuses).toEqual(Array.from({ length: 5 }, () => 503)), 5_000);
  expect((await memory.send("POST /v1/memories", { text: "x".repeat(30_000) }, "other")).status).toBe(201);
  for (const upload of uploads) upload.destroy();
  await vi.waitFor(async () => {
    expect((await memory.send("POST /v1/memories", { text: "x".repeat(30_000) })).status).toBe(201);
  }, 5_000);
});

test("one key cannot have all requests in progress", async () => {
  const memory = await start({ config: { limits: { keyInFlight: 2 } } });
  const headers = { authorization: "Bearer home-secret", "content-length": 10 };
  const held = [1, 2].map(() => {
    const upload = httpRequest({ port: memory.port, method: "POST", path: "/v1/memories", headers });
    upload.on("error", () => undefined);
    upload.flushHeaders();
    return upload;
  });
  await vi.waitFor(async () => expect((await memory.send("GET /v1/memories")).status).toBe(503), 5_000);
  expect((await memory.send("GET /v1/memories", undefined, "other")).status).toBe(200);
  for (const upload of held) upload.destroy();
  await vi.waitFor(async () => expect((await memory.send("GET /v1/memories")).status).toBe(200), 5_000);
});

test("idle connections of one address are bounded", async () => {
  const memory = await start({ config: { limits: { connectionsPerAddress: 4 } } });
  const sockets = Array.from({ length: 5 }, () => connect(memory.port, "127.0.0.1"));
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  await vi.waitFor(async () => {
    const response = await fetch(`http://127.0.0.1:${memory.port}/v1/memories`, { headers: { connection: "close" } });
    expect([response.status, (await response.json()) as object]).toEqual([
      503,
      expect.objectContaining({ error: expect.objectContaining({ code: "unavailable" }) as object }),
    ]);
  });
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(async () => expect((await memory.send("GET /v1/memories")).status).toBe(200), 5_000);
});

test("MCP passes the same limits as the API", async () => {
  const memory = await start({
    keys: [
      { id: "home", tenant: "home" },
      { id: "notes", tenant: "home", scopes: ["context"] },
    ],
    config: { rate: { requestsPerSecond: 0.1, burst: 2 } },
  });
  const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
  expect((await memory.send("POST /mcp", ping, "notes")).status).toBe(403);
  const answers = [];
  for (let times = 0; times < 3; times += 1) answers.push((await memory.send("POST /mcp", ping)).status);
  expect(answers).toEqual([200, 200, 429]);
});

test("web pages may use MCP only where they are listed", async () => {
  const memory = await start({ config: { allowedOrigins: ["https://chat.home"] } });
  const ask = async (origin: string) => {
    const headers = { authorization: "Bearer home-secret", "content-type": "application/json", origin };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });
    return (await fetch(`http://127.0.0.1:${memory.port}/mcp`, { method: "POST", headers, body })).status;
  };
  expect([await ask("https://evil.example"), await ask("https://chat.home")]).toEqual([403, 200]);
});
