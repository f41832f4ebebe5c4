import { hash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createJsonLog } from "@hearth/service/json-log.ts";
import { memoryConfigSchema } from "@hearth/contracts/memory/memory-config.ts";
import { startMemory, type Memory } from "../memory.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-mcp-"));
let memory: Memory;
let url: URL;

beforeAll(async () => {
  const keysFile = join(folder, "keys.json");
  const key = (id: string, scopes: readonly string[]) => ({ id, tenant: "home", scopes, sha256: hash("sha256", id) });
  const all = ["memories:read", "memories:write", "skills:read", "skills:write", "documents:read"];
  writeFileSync(keysFile, JSON.stringify({ keys: [key("all", all), key("reader", ["skills:read"])] }));
  const config = memoryConfigSchema.parse({
    listen: { address: "127.0.0.1", port: 0 },
    store: { engine: "sqlite", file: join(folder, "memory.sqlite") },
    keysFile,
  });
  memory = await startMemory(
    config,
    createJsonLog(() => undefined),
  );
  url = new URL(`http://127.0.0.1:${memory.address.port}/mcp`);
});
afterAll(async () => {
  await memory.drain();
  rmSync(folder, { recursive: true, force: true });
});

async function connect(key: string): Promise<Client> {
  const model = new Client({ name: "test", version: "1" });
  await model.connect(
    new StreamableHTTPClientTransport(url, { requestInit: { headers: { authorization: `Bearer ${key}` } } }),
  );
  return model;
}

const greet = { name: "greet-guests", description: "Greet guests at the door by name", content: "Say hello." };

test("a known MCP client saves a skill and finds it", async () => {
  const model = await connect("all");
  const saved = await model.callTool({ name: "skill_save", arguments: greet });
  expect(saved.structuredContent).toEqual({ name: "greet-guests", version: 1, changed: true });
  const found = await model.callTool({ name: "skill_search", arguments: { query: "greet a guest" } });
  expect(found.structuredContent).toMatchObject({ hits: [{ name: "greet-guests", content: "Say hello." }] });
  await model.close();
});

test("and remembers something", async () => {
  const model = await connect("all");
  await model.callTool({ name: "memory_add", arguments: { text: "The spare key is with the neighbour" } });
  const found = await model.callTool({ name: "memory_search", arguments: { query: "spare key" } });
  expect(found.structuredContent).toMatchObject({ hits: [{ text: "The spare key is with the neighbour" }] });
  await model.close();
});

test("a key's scopes apply to tools too", async () => {
  const model = await connect("reader");
  const refused = await model.callTool({ name: "skill_save", arguments: greet });
  expect([refused.isError, JSON.stringify(refused.content)]).toEqual([true, expect.stringContaining("forbidden")]);
  await model.close();
});

test("without a key the tools are out of reach", async () => {
  const response = await fetch(url, { method: "POST", body: "{}" });
  expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  // Clients of MCP show the message of a JSON-RPC error, and no other.
  expect(await response.json()).toEqual({
    jsonrpc: "2.0",
    id: null,
    error: { code: -32001, message: expect.stringMatching(/^A valid API key is needed: /) as string },
  });
  await expect(connect("other")).rejects.toThrow();
});

test("an endless body does not block the service", async () => {
  const abort = new AbortController();
  const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("{")) });
  const headers = { authorization: "Bearer all", "content-type": "application/json" };
  const asked = fetch(url, { method: "POST", headers, body, duplex: "half", signal: abort.signal });
  abort.abort();
  await expect(asked).rejects.toThrow();
  const model = await connect("all");
  expect((await model.listTools()).tools.length).toBe(6);
  await model.close();
});

test.each([
  "/.well-known/oauth-protected-resource",
  "/.well-known/oauth-protected-resource/mcp",
  "/.well-known/oauth-authorization-server",
  "/register",
])("a client that looks for OAuth at %s reads what to do instead", async (path) => {
  const response = await fetch(new URL(path, url), { method: path === "/register" ? "POST" : "GET" });
  expect([response.status, JSON.stringify(await response.json())]).toEqual([
    404,
    expect.stringContaining("There is no sign-in here; send a key as Authorization: Bearer KEY."),
  ]);
});

test.each(["application/json", "*/*", undefined, "text/event-stream, application/json"])(
  "a client that accepts %s gets JSON",
  async (accept) => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        authorization: "Bearer all",
        "content-type": "application/json",
        ...(accept === undefined ? {} : { accept }),
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "initialize",
        params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1" } },
      }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ result: { serverInfo: { name: "hearth-memory" } } });
  },
);

test("tools answer to their former names, which are not listed", async () => {
  const model = await connect("all");
  const found = await model.callTool({ name: "search_skills", arguments: { query: "greet a guest" } });
  expect(found.structuredContent).toMatchObject({ hits: [{ name: "greet-guests" }] });
  await model.close();
});
