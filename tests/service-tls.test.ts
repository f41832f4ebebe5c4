import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { fetchOf, ownFetch } from "@hearth/service/http/peer-tls.ts";
import { fetchTransport } from "@hearth/service/http/fetch-transport.ts";
import { openPlainPort } from "../lib/cli/plain-port.ts";
import { makeAuthority, makeLeaf } from "../lib/secrets/certificates.ts";
import { startTestMemory } from "../apps/memory/test/start-test-memory.ts";
import { startRememberingGateway } from "./support/start-remembering-gateway.ts";

/* Services and the controller ask a service by its own name, wherever it runs. */

const folder = mkdtempSync(join(tmpdir(), "hearth-peers-"));
const authority = await makeAuthority("Hearth test", ["hearth", "localhost"]);
const caFile = join(folder, "ca.pem");
writeFileSync(caFile, authority.certificate);
afterAll(() => rmSync(folder, { recursive: true }));

/** A certificate as the job of this name has it, in one text with its key. */
async function certificateOf(name: string): Promise<string> {
  const leaf = await makeLeaf(authority, { dns: [`${name}.hearth`, "n1.hearth", "localhost"], ip: ["127.0.0.1"] });
  return `${leaf.certificate.trimEnd()}\n${leaf.key}`;
}

async function startService(name: string, answer: RequestListener) {
  const pem = await certificateOf(name);
  const server = createServer({ cert: pem, key: pem }, answer);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return { port, url: `https://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => Promise.resolve(void server.close()) };
}

const echo: RequestListener = (request, response) => {
  void text(request).then((body) => {
    response.writeHead(200, { "content-type": "text/plain", "retry-after": "7" });
    response.end(`${request.method} ${request.url} ${request.headers.authorization ?? "-"} ${body}`);
  });
};
const headers = { authorization: "Bearer k" };

test("a service answers under its own name, with text and with a stream", async () => {
  await using memory = await startService("memory", echo);
  const fetch = fetchOf({ caFile, serverName: "memory.hearth" });
  const answer = await fetch(new URL("/a?b=1", memory.url), { method: "POST", headers, body: "ü" });
  expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
    200,
    "text/plain",
    "POST /a?b=1 Bearer k ü",
  ]);
  const send = fetchTransport(memory.url, 5_000, fetch);
  const { status, retryAfter, body } = await send({
    method: "POST",
    path: "/s",
    headers,
    streams: true,
    body: Readable.from(["a", Buffer.from("b")]),
  });
  expect([status, retryAfter, await text(body)]).toEqual([200, "7", "POST /s Bearer k ab"]);
});

test("another service's certificate is refused, though it is good for the machine, and no key is sent", async () => {
  let asked = 0;
  await using impostor = await startService("mosquitto", (_request, response) => {
    asked += 1;
    response.end();
  });
  const ask = fetchOf({ caFile, serverName: "gateway.hearth" });
  const refused = await ask(new URL(impostor.url), { method: "GET", headers }).catch((thrown: unknown) => thrown);
  expect(refused).toBeInstanceOf(TypeError);
  expect((refused as TypeError).cause).toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  expect(asked).toBe(0);
});

test("a certificate of another authority is refused", async () => {
  await using memory = await startService("memory", echo);
  const other = join(folder, "other.pem");
  writeFileSync(other, (await makeAuthority("Another", ["hearth"])).certificate);
  const ask = fetchOf({ caFile: other, serverName: "memory.hearth" });
  await expect(ask(new URL(memory.url), { method: "GET", headers })).rejects.toThrow("fetch failed");
});

test("an answer that does not come ends with the signal's reason, as with Node's own fetch", async () => {
  await using silent = await startService("memory", () => undefined);
  const ask = fetchOf({ caFile, serverName: "memory.hearth" });
  const late = ask(new URL(silent.url), { method: "GET", headers, signal: AbortSignal.timeout(50) });
  await expect(late).rejects.toMatchObject({ name: "TimeoutError" });
});

test("a file that is missing is named", () => {
  const missing = join(folder, "none.pem");
  expect(() => fetchOf({ caFile: missing, serverName: "memory.hearth" })).toThrow(
    expect.objectContaining({ code: "CONFIG_INVALID", at: missing }) as Error,
  );
});

test("a service asks itself whatever its certificate says", async () => {
  await using memory = await startService("memory", echo);
  expect((await ownFetch(new URL(memory.url), { method: "GET", headers })).status).toBe(200);
});

test("a port on this computer takes plain HTTP and sends it over TLS to the service of that name alone", async () => {
  await using gateway = await startService("gateway", echo);
  const opened = await openPlainPort(0, {
    port: gateway.port,
    ca: authority.certificate,
    serverName: "gateway.hearth",
  });
  try {
    const answer = await fetch(`http://127.0.0.1:${opened.port}/v1`, { method: "POST", headers, body: "hello" });
    expect(await answer.text()).toBe("POST /v1 Bearer k hello");
  } finally {
    opened.close();
  }
  const wrong = await openPlainPort(0, { port: gateway.port, ca: authority.certificate, serverName: "memory.hearth" });
  try {
    await expect(fetch(`http://127.0.0.1:${wrong.port}/v1`)).rejects.toThrow("fetch failed");
  } finally {
    wrong.close();
  }
});

const memoryKeys = [
  { id: "home", tenant: "home" },
  { id: "gateway", tenant: "home", scopes: ["context"] },
] as const;

test("the gateway gets memories from a memory service over TLS, and none from what has another name", async () => {
  const file = join(folder, "memory.pem");
  writeFileSync(file, await certificateOf("memory"));
  const tls = { certificateFile: file, keyFile: file };
  const memory = await startTestMemory({ keys: memoryKeys, config: { tls } });
  const send = fetchOf({ caFile, serverName: "memory.hearth" });
  const add = { name: "memory_add", arguments: { text: "My cat is called Minka", user: "ann" } };
  // By MCP, whose tools ask the service itself.
  const added = await send(new URL(`https://127.0.0.1:${memory.port}/mcp`), {
    method: "POST",
    headers: { authorization: "Bearer home-secret", "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: add }),
  });
  expect(await added.text()).toContain("Minka");
  const question = { model: "smollm2", messages: [{ role: "user", content: "What is my cat called?" }] };
  const noted = async (serverName: string): Promise<string | null> => {
    await using house = await startRememberingGateway({
      memoryPort: memory.port,
      memories: { tls: { caFile, serverName } },
    });
    const answer = await house.ask(question);
    expect(answer.status).toBe(200);
    return answer.headers.get("x-hearth-memories");
  };
  try {
    expect([await noted("memory.hearth"), await noted("gateway.hearth")]).toEqual(["1", "unavailable"]);
  } finally {
    await memory.close();
  }
});
