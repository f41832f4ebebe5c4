import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { eventStream, startFakeExpert } from "./fake-expert.ts";
import { chatBody, chatService, startTestGateway, testKey, type TestGateway } from "./start-test-gateway.ts";

const page = "https://chat.example";
const path = "/v1/chat/socket";
const authorization = `Bearer ${testKey}`;

/** Status of an upgrade request by a browser or a program. */
function statusOf(gateway: TestGateway, headers: Readonly<Record<string, string>>, at = path): Promise<number> {
  const call = request(gateway.url + at, {
    headers: {
      connection: "upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    },
  });
  call.end();
  return new Promise((resolve, reject) => {
    call.once("error", reject);
    call.once("response", (answer: IncomingMessage) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.once("upgrade", (answer, socket) => {
      socket.destroy();
      resolve(answer.statusCode ?? 0);
    });
  });
}

const connect = (gateway: TestGateway): WebSocket =>
  new WebSocket(gateway.url.replace("http", "ws") + path, { headers: { authorization } });

/** The next frames of a socket, up to `last`. */
function framesUntil(socket: WebSocket, last: RegExp): Promise<readonly string[]> {
  const frames: string[] = [];
  return new Promise((resolve) => {
    const onFrame = (data: Buffer): void => {
      frames.push(data.toString());
      if (!last.test(frames.at(-1) ?? "")) return;
      socket.off("message", onFrame);
      resolve(frames);
    };
    socket.on("message", onFrame);
  });
}

test("a foreign page gets 403, a missing key 401, a valid one 101", async () => {
  await using gateway = await startTestGateway({ config: { access: { origins: [page] } } });
  const protocol = `hearth, hearth-key.${testKey}`;
  expect(await statusOf(gateway, { origin: "https://evil.example", authorization })).toBe(403);
  expect(await statusOf(gateway, { origin: page })).toBe(401);
  expect(await statusOf(gateway, { origin: page, authorization: "Bearer wrong" })).toBe(401);
  expect(await statusOf(gateway, { origin: page, "sec-websocket-protocol": protocol })).toBe(101);
  expect(await statusOf(gateway, { authorization })).toBe(101);
  expect(await statusOf(gateway, { authorization }, "/v1/chat/completions")).toBe(426);
  expect(gateway.lines.filter((line) => line.includes(testKey))).toEqual([]);
});

test("an address on the deny list is not upgraded", async () => {
  await using gateway = await startTestGateway({ config: { access: { deny: ["127.0.0.1"] } }, awaitReady: false });
  expect(await statusOf(gateway, { authorization })).toBe(403);
});

test("an upgrade to anything else is a request like any other", async () => {
  await using gateway = await startTestGateway();
  const headers = { authorization, connection: "upgrade, http2-settings", upgrade: "h2c", "http2-settings": "" };
  expect(await statusOf(gateway, headers, "/v1/models")).toBe(200);
});

test("each frame is a chat, answered event by event, one at a time", async () => {
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    response.end('data: {"choices":[{"delta":{"content":"Päris"}}]}\n\ndata: [DONE]\n\n');
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const socket = connect(gateway);
  await once(socket, "open");
  for (let turn = 0; turn < 2; turn += 1) {
    const frames = framesUntil(socket, /DONE/);
    socket.send(JSON.stringify(chatBody));
    expect(await frames).toEqual(['{"choices":[{"delta":{"content":"Päris"}}]}', "[DONE]"]);
  }
  expect(expert.asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { ...chatBody, stream: true },
    { ...chatBody, stream: true },
  ]);
  socket.terminate();
});

test("errors come in OpenAI's form, and the socket stays open", async () => {
  await using gateway = await startTestGateway();
  const socket = connect(gateway);
  await once(socket, "open");
  const codes: unknown[] = [];
  for (const frame of ["{", "[]", JSON.stringify({ ...chatBody, model: "nobody" }), JSON.stringify({ messages: 7 })]) {
    const answer = framesUntil(socket, /./);
    socket.send(frame);
    codes.push((JSON.parse((await answer)[0] ?? "") as { error: { code: unknown } }).error.code);
  }
  expect(codes).toEqual(["invalid_json", "invalid_json", "model_not_found", "invalid_value"]);
  socket.terminate();
});

test("when the socket closes the expert stops", async () => {
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    response.write('data: {"choices":[]}\n\n');
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const socket = connect(gateway);
  await once(socket, "open");
  const first = framesUntil(socket, /choices/);
  socket.send(JSON.stringify(chatBody));
  await first;
  socket.terminate();
  await expert.abandoned;
});

test("a stopping gateway finishes the answer and closes the socket", async () => {
  const finish = Promise.withResolvers<undefined>();
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    response.write('data: {"choices":[]}\n\n');
    void finish.promise.then(() => response.end("data: [DONE]\n\n"));
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const [busy, idle] = [connect(gateway), connect(gateway)];
  await Promise.all([once(busy, "open"), once(idle, "open")]);
  const frames = framesUntil(busy, /DONE/);
  const first = framesUntil(busy, /choices/);
  busy.send(JSON.stringify(chatBody));
  await first;
  const closed = [once(busy, "close"), once(idle, "close")];
  const drained = gateway.gateway.drain();
  expect((await closed[1])?.[0]).toBe(1_001);
  finish.resolve(undefined);
  expect((await frames).at(-1)).toBe("[DONE]");
  expect((await closed[0])?.[0]).toBe(1_001);
  await drained;
});

test("a key has so many sockets at most", async () => {
  await using gateway = await startTestGateway({ config: { limits: { socketsPerKey: 2 } } });
  const sockets = [connect(gateway), connect(gateway)];
  await Promise.all(sockets.map((socket) => once(socket, "open")));
  expect(await statusOf(gateway, { authorization })).toBe(429);
  sockets[0]?.terminate();
  await expect.poll(() => statusOf(gateway, { authorization })).toBe(101);
  sockets[1]?.terminate();
});

test("frames that never end are counted as they arrive, and end the socket that finds no room", async () => {
  await using gateway = await startTestGateway({
    config: { limits: { bodyBytes: 40_000, bodiesBytes: 200_000, bodiesPerKeyBytes: 50_000 } },
  });
  const sockets = [connect(gateway), connect(gateway)];
  await Promise.all(sockets.map((socket) => once(socket, "open")));
  const said = new Promise<string>((resolve) => {
    for (const socket of sockets) socket.once("message", (data: Buffer) => resolve(data.toString()));
  });
  const closed = Promise.race(sockets.map((socket) => once(socket, "close")));
  for (const socket of sockets) socket.send("x".repeat(30_000), { fin: false });
  expect(await said).toContain("This key has too many large requests in progress.");
  await closed;
  for (const socket of sockets) socket.terminate();
  const next = connect(gateway);
  await once(next, "open");
  next.terminate();
});
