import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HttpTransport } from "@hearth/service/http/endpoint-client.ts";
import { sendToService } from "./send-to-service.ts";
import { serviceTransport } from "./service-transport.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-transport-"));
const path = process.env["PATH"];
let server: Server;
let target: string;

/** Stands in for ssh: connects to the port after `-W`, or says why it does not. */
const fakeSsh = `#!/bin/sh
exec "${process.execPath}" -e '
const target = process.argv[process.argv.indexOf("-W") + 1];
if (target.startsWith("away")) { process.stderr.write("no route to host"); process.exit(255); }
const socket = require("node:net").connect(Number(target.split(":")[1]), "127.0.0.1");
process.stdin.pipe(socket).pipe(process.stdout);
' -- "$@"
`;

beforeAll(async () => {
  writeFileSync(join(folder, "ssh"), fakeSsh);
  chmodSync(join(folder, "ssh"), 0o755);
  process.env["PATH"] = `${folder}${delimiter}${path ?? ""}`;
  server = createServer((request, response) => {
    if (request.url === "/silent") return;
    if (request.url === "/stream") {
      response.write("first");
      return;
    }
    void text(request).then((body) => {
      response.writeHead(429, { "retry-after": "3" });
      response.end(`${request.method ?? ""} ${request.url ?? ""} ${request.headers.authorization ?? ""} ${body}`);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  target = `n2.hearth:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  process.env["PATH"] = path;
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const answerOf = async (request: Parameters<HttpTransport>[0]): Promise<readonly unknown[]> => {
  const send = serviceTransport({ through: { sshConfigFile: "ssh_config", node: "n2" }, target, key: "k" });
  const { status, retryAfter, body } = await send(request);
  return [status, retryAfter, await text(Readable.from(body))];
};

test("a request goes through the node, with its key and its body", async () => {
  const headers = { authorization: "Bearer k" };
  expect(await answerOf({ method: "POST", path: "/v1/memories", headers, body: '{"text":"ä"}' })).toEqual([
    429,
    "3",
    'POST /v1/memories Bearer k {"text":"ä"}',
  ]);
});

test("a body that comes in parts does too", async () => {
  const parts = (async function* () {
    yield await Promise.resolve("one ");
    yield "two";
  })();
  const answer = await answerOf({ method: "POST", path: "/v1/admin/import", headers: {}, body: parts });
  expect(answer[2]).toBe("POST /v1/admin/import Bearer k one two");
});

test("an answer comes as it is sent, and one that never comes is given up", async () => {
  const endpoint = { through: { sshConfigFile: "ssh_config", node: "n2" }, target, key: "k" };
  const stream = await sendToService(endpoint, { method: "GET", path: "/stream", silenceMs: 10_000 });
  for await (const chunk of stream) {
    expect(String(chunk)).toBe("first");
    break;
  }
  const silent = sendToService(endpoint, { method: "GET", path: "/silent", silenceMs: 300 });
  await expect(silent).rejects.toThrow(`${endpoint.target} does not answer: no answer in 0.3 s`);
  const signal = AbortSignal.timeout(300);
  const ended = sendToService(endpoint, { method: "GET", path: "/silent", silenceMs: 10_000, signal });
  await expect(ended).rejects.toThrow(`${endpoint.target} does not answer: The operation was aborted due to timeout`);
});

test("a node that cannot be reached is an error that says what to do", async () => {
  const send = serviceTransport({
    through: { sshConfigFile: "ssh_config", node: "n2" },
    target: "away.hearth:1",
    key: "k",
  });
  await expect(send({ method: "GET", path: "/", headers: {} })).rejects.toMatchObject({
    code: "NODE_UNREACHABLE",
    message: "away.hearth:1 does not answer: ssh to n2: no route to host",
  });
});
