import { connect } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { createListener, type HttpExchange } from "./create-listener.ts";
import { createHttpServer, listen } from "./http-server.ts";
import { readBody } from "./read-body.ts";
import { sendError } from "./send-error.ts";
import { sendJson } from "./send-json.ts";
import { FrameError, ServiceError } from "./service-error.ts";

interface Seen {
  readonly ended: (string | undefined)[];
  readonly bugs: string[];
  readonly port: number;
}

/** A service that answers with `answer`, and its recorded events. */
async function start(answer: (exchange: HttpExchange) => Promise<void>, headerBytes = 4_096): Promise<Seen> {
  const ended: (string | undefined)[] = [];
  const bugs: string[] = [];
  const timeouts = { headersMs: 300, requestMs: 300, keepAliveMs: 1_000 };
  const { server } = createHttpServer({ timeouts, headerBytes });
  server.on(
    "request",
    createListener<HttpExchange, undefined, ServiceError>({
      find: () => undefined,
      started: () => undefined,
      answer,
      toError: (thrown) => (thrown instanceof ServiceError ? thrown : undefined),
      internalError: (message) => new FrameError("internal_error", message),
      sendError,
      ended: ({ failure }) => void ended.push(failure),
      log: { error: (_event, fields) => void bugs.push(String(fields?.["because"])) },
    }),
  );
  const { port }: AddressInfo = await listen(server, { address: "127.0.0.1", port: 0 });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { ended, bugs, port };
}

/** A server's answer to raw bytes, until it closes the connection. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(bytes);
  return text(socket);
}

const ok = ({ response }: HttpExchange): Promise<void> => {
  sendJson(response, 200, {});
  return Promise.resolve();
};

test("a request keeps its id or gets a new one", async () => {
  const { port } = await start(ok);
  const url = `http://127.0.0.1:${port}/`;
  expect((await fetch(url, { headers: { "x-request-id": "mine" } })).headers.get("x-request-id")).toBe("mine");
  expect((await fetch(url)).headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
});

test("a handler's error is the answer, and a bug reveals no details", async () => {
  const { port, bugs, ended } = await start(({ request }) =>
    request.url === "/bug"
      ? Promise.reject(new TypeError("secret"))
      : Promise.reject(new ServiceError("full", "Full.", { row: { status: 507, retryAfterSeconds: 9 }, param: "x" })),
  );
  const full = await fetch(`http://127.0.0.1:${port}/`);
  expect([full.status, full.headers.get("retry-after"), await full.json()]).toEqual([
    507,
    "9",
    { error: { code: "full", message: "Full.", param: "x" } },
  ]);
  const bug = await fetch(`http://127.0.0.1:${port}/bug`);
  const said = await bug.text();
  expect([bug.status, said.includes("internal_error"), said.includes("secret")]).toEqual([500, true, false]);
  expect([bugs, ended]).toEqual([["secret"], ["full", "internal_error"]]);
});

test("an answer that breaks in the middle is cut off, not finished with an error", async () => {
  const { port } = await start(({ response }) => {
    response.writeHead(200, { "content-type": "text/plain" }).write("half");
    return Promise.reject(new TypeError("gone"));
  });
  await expect(fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text())).rejects.toThrow();
});

test.each([
  ["without a Host", "GET / HTTP/1.1\r\nconnection: close\r\n\r\n", "400 bad_request"],
  ["that is not HTTP", "hello\r\n\r\n", "400 bad_request"],
  ["with too large headers", `GET / HTTP/1.1\r\nhost: a\r\nx: ${"x".repeat(5_000)}\r\n\r\n`, "431 headers_too_large"],
  ["that says its length twice over", smuggled(), "400 bad_request"],
  ["that does not come to its end", "GET / HTTP/1.1\r\nhost: a\r\n", "408 request_timeout"],
])("a request %s is refused in the API's form, and the connection closed", async (_what, bytes, refusal) => {
  const { port } = await start(ok);
  const answer = await raw(port, bytes);
  const [, status] = /^HTTP\/1\.1 (\d+) /.exec(answer) ?? [];
  const [, code] = /"code":"(\w+)"/.exec(answer) ?? [];
  expect(`${status} ${code}`).toBe(refusal);
});

function smuggled(): string {
  return "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
}

test("a body is read up to its limit, and the rest of a larger one is not waited for", async () => {
  const { port } = await start(async ({ request, response }) => {
    sendJson(response, 200, { bytes: (await readBody(request, 10)).length });
  });
  const send = (body: string, headers = {}) => fetch(`http://127.0.0.1:${port}/`, { method: "POST", body, headers });
  expect(await (await send("0123456789")).json()).toEqual({ bytes: 10 });
  expect((await send("0123456789a")).status).toBe(413);
  expect((await send("a", { "content-encoding": "gzip" })).status).toBe(415);
});
