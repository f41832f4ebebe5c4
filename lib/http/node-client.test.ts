import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeClient } from "./node-client.ts";

const server = createServer((request, response) => void answer(request, response));
let origin = "";

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  switch (request.url ?? "") {
    case "/v1/text":
      return void response.writeHead(400, { "content-type": "text/plain" }).end("no such thing");
    case "/v1/empty":
      return void response.writeHead(200, { "content-type": "application/json" }).end();
    case "/v1/silent":
      return;
    default: {
      const { method, url, headers } = request;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ method, url, token: headers["x-nomad-token"], body }));
    }
  }
}

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test("method, query, token and body arrive", async () => {
  const client = nodeClient({ origin, headers: { "X-Nomad-Token": "t" } });
  const response = await client({ method: "PUT", path: "/v1/var/a", query: { cas: "0", q: "a&b" }, body: { é: 1 } });
  expect(response).toEqual({
    status: 200,
    json: { method: "PUT", url: "/v1/var/a?cas=0&q=a%26b", token: "t", body: '{"é":1}' },
  });
});

test("a body that is text is sent as it is", async () => {
  const response = await nodeClient({ origin })({ method: "PUT", path: "/v1/kv/a", body: "plain" });
  expect(response.json).toMatchObject({ body: "plain" });
});

test("an answer that is not JSON is its text, whatever the status", async () => {
  const client = nodeClient({ origin });
  expect(await client({ method: "GET", path: "/v1/text" })).toEqual({ status: 400, json: "no such thing" });
  expect(await client({ method: "GET", path: "/v1/empty" })).toEqual({ status: 200, json: "" });
});

test("silence ends after the time limit", async () => {
  const client = nodeClient({ origin, timeoutMs: 20 });
  await expect(client({ method: "GET", path: "/v1/silent" })).rejects.toThrow("no answer in 0.02 s");
});
