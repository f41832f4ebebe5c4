import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { startRawExpert } from "./raw-expert.ts";
import { chatBody, startTestGateway } from "./start-test-gateway.ts";

const service = (port: number) => ({ "expert-chat": { meta: { kind: "chat", model: "smollm2" }, ports: [port] } });
const json = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
const events = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

const asked = { ...chatBody, max_tokens: 8, input: "Hi" };
const paths = ["/v1/chat/completions", "/v1/messages", "/v1/responses"] as const;

test.each<[string, string]>([
  ["noise", "\u0000\u0001\u0002 not HTTP at all \r\n\r\n"],
  ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n"],
  ["a status that is none", "HTTP/1.1 99999 OK\r\n\r\n"],
  ["a head without end", `HTTP/1.1 200 OK\r\n${`x: ${"y".repeat(4_000)}\r\n`.repeat(40)}`],
  ["two lengths that differ", `${json}content-length: 2\r\ncontent-length: 9\r\n\r\n{}`],
  ["a length and chunks", `${json}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
  ["a chunk's size that is no number", `${json}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`],
  ["a page", "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>"],
  ["a way elsewhere", "HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n"],
  ["nothing", `${json}content-length: 0\r\n\r\n`],
  ["a compressed answer that nobody asked for", `${json}content-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}`],
])("an expert that sends %s: a 5xx error in the API's form, and the gateway keeps working", async (_what, bytes) => {
  await using expert = await startRawExpert((socket) => socket.end(Buffer.from(bytes, "latin1")));
  await using gateway = await startTestGateway({ services: service(expert.port) });
  for (const path of paths) {
    const answer = await gateway.post(path, asked);
    const body = (await answer.json()) as { type?: string; error: { type: string; message: string } };
    expect([path, Math.floor(answer.status / 100)]).toEqual([path, 5]);
    expect([path, body.type]).toEqual([path, path === "/v1/messages" ? "error" : undefined]);
    expect(body.error.message).toMatch(/^The expert 'chat' /);
  }
  expect((await gateway.fetch("/health")).status).toBe(200);
});

test.each<[string, string]>([
  ["an answer that is no chat", '{"hello":"world"}'],
  ["half an answer that calls itself whole", '{"choices":[{"mess'],
])("%s cannot be translated: 502", async (_what, body) => {
  await using expert = await startRawExpert((socket) => {
    socket.write(`${json}content-length: ${body.length}\r\n\r\n${body}`);
  });
  await using gateway = await startTestGateway({ services: service(expert.port) });
  for (const path of ["/v1/messages", "/v1/responses", "/v1/messages/count_tokens"]) {
    const answer = await gateway.post(path, asked);
    expect([path, answer.status]).toEqual([path, 502]);
  }
});

test("invalid chat events end another API's stream with its own error", async () => {
  const first = chunk('data: {"choices":[{"index":0,"delta":{"content":"Hi"}}],"model":"smollm2"}\n\n');
  await using expert = await startRawExpert((socket) => {
    socket.write(events + first, () => setTimeout(() => socket.write(chunk("data: {not JSON\n\n")), 10));
  });
  await using gateway = await startTestGateway({ services: service(expert.port) });
  const ends = [];
  for (const path of ["/v1/messages", "/v1/responses"]) {
    const text = await (await gateway.post(path, { ...asked, stream: true })).text();
    ends.push(
      ...text
        .trimEnd()
        .split("\n\n")
        .filter((event) => event.startsWith("event: error\n")),
    );
  }
  const message = "The expert 'chat' sent an invalid answer.";
  expect(ends).toEqual([
    `event: error\ndata: {"type":"error","error":{"type":"api_error","message":"${message}","code":"expert_failed"}}`,
    expect.stringMatching(`^event: error\ndata: {"type":"error","code":"expert_failed","message":"${message}",`),
  ]);
});

test("a stream cut off inside a character: whole events, then an error", async () => {
  const whole = 'data: {"choices":[{"index":0,"delta":{"content":"Z\u00fc"}}]}\n\n';
  const half = Buffer.from(whole).subarray(0, Buffer.from(whole).indexOf(0xc3) + 1);
  await using expert = await startRawExpert((socket) => {
    socket.write(events + chunk(whole));
    socket.write(Buffer.concat([Buffer.from(`${half.length.toString(16)}\r\n`), half, Buffer.from("\r\n")]));
    setTimeout(() => socket.destroy(), 20);
  });
  await using gateway = await startTestGateway({ services: service(expert.port) });
  const text = await (await gateway.post("/v1/chat/completions", { ...asked, stream: true })).text();
  const [first, last, ...rest] = text.trimEnd().split("\n\n");
  expect([first, rest]).toEqual([whole.trimEnd(), []]);
  expect(last).toContain('"code":"expert_unavailable"');
});

test("an answer that an expert sends before any request reaches no caller", async () => {
  const answer = (id: string): string => {
    const body = JSON.stringify({ id, choices: [] });
    return `${json}content-length: ${body.length}\r\n\r\n${body}`;
  };
  let questions = 0;
  const sockets = new Set<Socket>();
  await using expert = await startRawExpert((socket, head) => {
    questions += 1;
    sockets.add(socket);
    const user = /"user":"(\w+)"/.exec(head)?.[1] ?? "";
    socket.write(questions === 1 ? answer(user) + answer("smuggled") : answer(user));
  });
  await using gateway = await startTestGateway({ services: service(expert.port) });
  const ids = [];
  for (const user of ["first", "second", "third"]) {
    const { id } = (await (await gateway.post("/v1/chat/completions", { ...chatBody, user })).json()) as { id: string };
    ids.push(id);
  }
  expect(ids).toEqual(["first", "second", "third"]);
  // The connection with the surplus answer is not reused.
  expect(sockets.size).toBe(2);
});
