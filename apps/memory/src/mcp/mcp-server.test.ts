import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ServiceRefusal } from "@hearth/service/http/endpoint-client.ts";
import type { MemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import { createMcpServer } from "@hearth/memory-client/mcp/create-mcp-server.ts";
import { handleMcpRequest } from "./handle-mcp-request.ts";

let asked: (readonly [name: string, input: unknown])[];
let answer: object;
const client: MemoryClient = {
  call: (name, input) => {
    asked.push([name, input]);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as never);
  },
  exportLines: () => {
    throw new TypeError("no tool exports");
  },
  importLines: () => Promise.reject(new TypeError("no tool imports")),
};

let model: Client;
beforeEach(async () => {
  asked = [];
  const [here, there] = InMemoryTransport.createLinkedPair();
  await createMcpServer(client).connect(there);
  model = new Client({ name: "test", version: "1" });
  await model.connect(here);
});
afterEach(() => model.close());

const textOf = (result: Awaited<ReturnType<Client["callTool"]>>): string =>
  (result.content as readonly { readonly text: string }[])[0]?.text ?? "";

test("the tools say what they take, and which of them change nothing", async () => {
  const { tools } = await model.listTools();
  expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
    ["memory_add", false],
    ["memory_search", true],
    ["skill_save", false],
    ["skill_search", true],
    ["skill_outcome", false],
    ["document_search", true],
  ]);
  expect(tools[0]?.inputSchema.required).toEqual(["text"]);
});

test("what a model adds is inferred unless it says that the person said it", async () => {
  answer = { memory: { id: "m1", text: "Likes tea" }, merged: false };
  const result = await model.callTool({ name: "memory_add", arguments: { text: "Likes tea" } });
  expect(asked).toEqual([["addMemory", { body: { text: "Likes tea", source: "inferred" } }]]);
  expect(result.structuredContent).toEqual({ id: "m1", text: "Likes tea", merged: false });
});

test("a search gives ids and reasons, and says when it used words only", async () => {
  const hit = { id: "m1", text: "Likes tea", score: 0.5, why: "words", at: "2026-01-01T00:00:00.000Z", source: "said" };
  answer = { hits: [{ ...hit, metadata: { left: "out" } }], by: { meaning: false, words: true } };
  const result = await model.callTool({ name: "memory_search", arguments: { query: "drink", user: "u" } });
  expect(asked).toEqual([["searchMemories", { body: { query: "drink", limit: 5, filter: { user: "u" } } }]]);
  expect(JSON.parse(textOf(result))).toEqual({
    hits: [hit],
    note: "The embedding expert is unavailable: these were found by words only, so try other words too.",
  });
});

test("a refusal of the service is returned to the model, not thrown", async () => {
  answer = new ServiceRefusal(403, '{"error":{"code":"forbidden","message":"the key lacks skills:write"}}', undefined);
  const result = await model.callTool({
    name: "skill_save",
    arguments: { name: "greet", description: "Greets", content: "Say hello" },
  });
  expect([result.isError, textOf(result)]).toEqual([true, "forbidden: the key lacks skills:write"]);
});

test("invalid tool arguments never reach the service", async () => {
  const result = await model.callTool({ name: "skill_search", arguments: { query: "x", limit: 1_000 } });
  expect([result.isError, asked]).toEqual([true, []]);
});

async function withHttp(work: (url: URL) => Promise<void>): Promise<void> {
  const server: Server = createServer(
    (request, response) => void handleMcpRequest(request, response, { client, body: undefined }),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await work(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("the same over streamable HTTP", () =>
  withHttp(async (url) => {
    const remote = new Client({ name: "test", version: "1" });
    await remote.connect(new StreamableHTTPClientTransport(url));
    answer = { skill: { name: "greet", version: 1 }, changed: true };
    const result = await remote.callTool({
      name: "skill_save",
      arguments: { name: "greet", description: "Greets", content: "Say hello" },
    });
    expect(result.structuredContent).toEqual({ name: "greet", version: 1, changed: true });
    await remote.close();
  }));

test("there is no event stream to wait for", () =>
  withHttp(async (url) => {
    const response = await fetch(url);
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  }));
