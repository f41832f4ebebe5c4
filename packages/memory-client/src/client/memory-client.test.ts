import { expect, test } from "vitest";
import { createMemoryClient } from "./memory-client.ts";
import type { HttpRequest, HttpTransport } from "@hearth/service/http/endpoint-client.ts";

/** Gives every request the same answer and records the requests. */
function recorded(status: number, parts: readonly string[]): { asked: HttpRequest[]; transport: HttpTransport } {
  const asked: HttpRequest[] = [];
  const transport: HttpTransport = (request) => {
    asked.push(request);
    const body = (async function* () {
      for (const part of parts) yield await Promise.resolve(Buffer.from(part, "latin1"));
    })();
    return Promise.resolve({ status, retryAfter: "5", body });
  };
  return { asked, transport };
}

test("a call sends the request that the contract defines", async () => {
  const { asked, transport } = recorded(200, ['{"forgotten":', "1}"]);
  const client = createMemoryClient({ transport, key: "k" });
  expect(await client.call("forgetSkill", { params: { name: "a/b c" } })).toEqual({ forgotten: 1 });
  await client.call("forgetMemories", { body: { filter: { user: "u" } } });
  expect(asked).toEqual([
    { method: "DELETE", path: "/v1/skills/a%2Fb%20c", headers: { authorization: "Bearer k" } },
    {
      method: "POST",
      path: "/v1/memories/forget",
      headers: { authorization: "Bearer k", "content-type": "application/json" },
      body: '{"filter":{"user":"u"}}',
    },
  ]);
});

test("a query goes into the URL, without undefined fields", async () => {
  const { asked, transport } = recorded(200, ['{"memories":[]}']);
  const client = createMemoryClient({ transport, key: "k" });
  await client.call("listMemories", { query: { tags: "a,b", limit: 5, cursor: undefined } });
  expect(asked[0]?.path).toBe("/v1/memories?tags=a%2Cb&limit=5");
});

test("a refusal keeps its code, its field and when to try again", async () => {
  const { transport } = recorded(429, ['{"error":{"code":"rate_limited","message":"later","param":null}}']);
  const client = createMemoryClient({ transport, key: "k" });
  await expect(client.call("usage", {})).rejects.toMatchObject({
    message: "later",
    code: "rate_limited",
    status: 429,
    param: undefined,
    retryAfterSeconds: 5,
  });
});

test("an answer that is not the service's is reported by its status", async () => {
  const client = createMemoryClient({ ...recorded(502, ["<html>"]), key: "k" });
  await expect(client.call("usage", {})).rejects.toThrow("status 502");
});

test("a missing path parameter is a bug", async () => {
  const client = createMemoryClient({ ...recorded(200, []), key: "k" });
  await expect(client.call("getMemory", {})).rejects.toThrow("/v1/memories/{id} needs id");
});

test("an export comes line by line, wherever its chunks are cut", async () => {
  const { transport } = recorded(200, ['{"id":"a"}\n{"te', 'xt":"\xc3', '\xa4"}\n', '{"id":"c"}']);
  const lines: string[] = [];
  for await (const line of createMemoryClient({ transport, key: "k" }).exportLines()) lines.push(line);
  expect(lines).toEqual(['{"id":"a"}', '{"text":"ä"}', '{"id":"c"}']);
});
