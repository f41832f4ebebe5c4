import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert, type FakeExpert } from "./fake-expert.ts";
import { answersIn, rawRequest } from "./raw-request.ts";
import { chatBody, chatService, startTestGateway, testKey, type TestGateway } from "./start-test-gateway.ts";

const body = JSON.stringify(chatBody);
const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${testKey}\r\n`;
const length = `content-length: ${body.length}\r\n`;
/** A request smuggled in behind another one. */
const second = `${head}content-length: ${body.length}\r\n\r\n${body}`;
const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

let asleep: FakeExpert;
let door: TestGateway;

beforeAll(async () => {
  asleep = await startFakeExpert(answerJson(chatAnswer));
  door = await startTestGateway({ services: { "expert-chat": chatService(asleep) } });
});

afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await asleep[Symbol.asyncDispose]();
});

test.each<[string, string]>([
  ["no host", `POST /v1/chat/completions HTTP/1.1\r\nconnection: close\r\n${length}\r\n${body}`],
  ["a length and chunks", `${head}${length}transfer-encoding: chunked\r\n\r\n${chunked}${second}`],
  ["chunks and a length", `${head}transfer-encoding: chunked\r\n${length}\r\n${chunked}${second}`],
  ["two lengths that differ", `${head}${length}content-length: 3\r\n\r\n${body}${second}`],
  ["two lengths that agree", `${head}${length}${length}\r\n${body}${second}`],
  ["a length with a sign", `${head}content-length: +${body.length}\r\n\r\n${body}${second}`],
  ["a length in hexadecimal", `${head}content-length: 0x${body.length.toString(16)}\r\n\r\n${body}${second}`],
  ["a length as a list", `${head}content-length: ${body.length}, ${body.length}\r\n\r\n${body}${second}`],
  ["a header folded over two lines", `${head}x: a\r\n b\r\n${length}\r\n${body}${second}`],
  ["a length folded over two lines", `${head}content-length:\r\n ${body.length}\r\n\r\n${body}${second}`],
  ["a space before the colon", `${head}content-length : ${body.length}\r\n\r\n${body}${second}`],
  ["a coding that is not known", `${head}transfer-encoding: xchunked\r\n\r\n${chunked}${second}`],
  ["chunked, but not last", `${head}transfer-encoding: chunked, identity\r\n\r\n${chunked}${second}`],
  ["a chunk whose size is no number", `${head}transfer-encoding: chunked\r\n\r\nzz\r\n${body}\r\n0\r\n\r\n${second}`],
  [
    "a chunk that is longer than it says",
    `${head}transfer-encoding: chunked\r\n\r\n5\r\n${body}\r\n0\r\n\r\n${second}`,
  ],
  ["a NUL in a header", `${head}x: a\0b\r\n${length}\r\n${body}${second}`],
  ["a bare line feed in a header", `${head}x: a\nz: b\r\n${length}\r\n${body}${second}`],
  ["HTTP 2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
])("%s: one answer, 400, and nothing after it is read", async (_what, bytes) => {
  const answer = await rawRequest(door.gateway.address.port, bytes);
  expect(answersIn(answer)).toEqual(["400 bad_request"]);
  expect(answer).toMatch(/\r\nconnection: close\r\n/i);
  expect(asleep.asked).toEqual([]);
});

test("pipelined requests on one connection are answered in order", async () => {
  await using expert = await startFakeExpert((response, { body }) => {
    const { user } = JSON.parse(body) as { user: string };
    setTimeout(() => answerJson({ ...chatAnswer, id: user })(response, { path: "", headers: {}, body }), 20);
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const ask = (user: string, more = ""): string => {
    const text = JSON.stringify({ ...chatBody, user });
    return `${head}${more}content-length: ${text.length}\r\n\r\n${text}`;
  };
  const bytes = ask("first") + ask("second") + ask("third", "connection: close\r\n");
  const answer = await rawRequest(gateway.gateway.address.port, bytes);
  expect([...answer.matchAll(/"id":"(\w+)"/g)].map(([, id]) => id)).toEqual(["first", "second", "third"]);
});

test("a caller that closes its half of the connection counts as gone: the expert is stopped", async () => {
  await using expert = await startFakeExpert(() => undefined);
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const socket = connect({ port: gateway.gateway.address.port, host: "127.0.0.1", allowHalfOpen: true });
  socket.resume();
  socket.write(`${head}${length}\r\n${body}`);
  await expect.poll(() => expert.asked.length).toBe(1);
  socket.end();
  await Promise.all([once(socket, "close"), expert.abandoned]);
  expect((await gateway.fetch("/health")).status).toBe(200);
});

test("a caller that closes its half in the middle of its body is dropped", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const socket = connect({ port: gateway.gateway.address.port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => undefined);
  socket.resume();
  socket.end(`${head}${length}\r\n${body.slice(0, 10)}`);
  await once(socket, "close");
  expect(expert.asked).toEqual([]);
  expect((await gateway.fetch("/health")).status).toBe(200);
});

test("request headers that trickle in are dropped at the time limit", async () => {
  await using gateway = await startTestGateway({ timeouts: { headersMs: 150, requestMs: 300 } });
  const socket = connect(gateway.gateway.address.port, "127.0.0.1");
  const received: Buffer[] = [];
  socket.on("data", (chunk) => received.push(chunk));
  socket.on("error", () => undefined);
  socket.write(head);
  const drip = setInterval(() => socket.write("x: y\r\n"), 20);
  await once(socket, "close");
  clearInterval(drip);
  expect(answersIn(Buffer.concat(received).toString())).toEqual(["408 request_timeout"]);
});

test("a body of 100 MB is refused at the limit without memory growth", async () => {
  await using gateway = await startTestGateway({ bodyBytes: 2 ** 16 });
  const socket = connect(gateway.gateway.address.port, "127.0.0.1");
  const received: Buffer[] = [];
  socket.on("data", (chunk) => received.push(chunk));
  socket.on("error", () => undefined);
  socket.write(`${head}transfer-encoding: chunked\r\n\r\n`);
  const chunk = Buffer.concat([Buffer.from("100000\r\n"), Buffer.alloc(2 ** 20, "x"), Buffer.from("\r\n")]);
  const before = process.memoryUsage.rss();
  let sent = 0;
  while (sent < 100 && !socket.destroyed) {
    sent += 1;
    if (!socket.write(chunk)) await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => undefined);
  }
  if (!socket.destroyed) socket.end();
  expect(answersIn(Buffer.concat(received).toString())).toEqual(["413 request_too_large"]);
  expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 2 ** 20);
});
