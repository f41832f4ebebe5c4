import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, eventStream, startFakeExpert, type Behaviour } from "./fake-expert.ts";
import {
  chatBody,
  chatService,
  embeddingService,
  startTestGateway,
  testKey,
  type TestGateway,
} from "./start-test-gateway.ts";

const recorded = readFileSync(join(import.meta.dirname, "recorded-chat-stream.txt"));
const firstEvents = recorded.subarray(0, recorded.indexOf("東京") - 20);
const wholeFirstEvents = recorded.subarray(0, firstEvents.lastIndexOf("\n\n") + 2).toString();

const dropConnection: Behaviour = (response) => response.destroy();
const streamed = { ...chatBody, stream: true };

async function upstreamErrors(gateway: TestGateway): Promise<string[]> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  return text.split("\n").filter((line) => line.startsWith("hearth_gateway_upstream_errors_total{"));
}

test("an expert that dies mid-stream: whole events, then an error event, then the end", async () => {
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    response.write(firstEvents, () => setTimeout(() => response.destroy(), 20));
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/chat/completions", streamed);
  expect(await answer.text()).toBe(
    `${wholeFirstEvents}data: {"error":{"message":"The expert 'chat' closed the connection. Try again shortly.",` +
      `"type":"server_error","param":null,"code":"expert_unavailable"}}\n\n`,
  );
  expect(expert.asked.length).toBe(1);
  expect(await upstreamErrors(gateway)).toEqual([
    'hearth_gateway_upstream_errors_total{expert="chat",reason="connection_lost"} 1',
  ]);
});

test("a stream that stalls ends with an error event, and the expert is told to stop", async () => {
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    response.write(firstEvents);
  });
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    timeouts: { stallMs: 60 },
  });
  const answer = await gateway.post("/v1/chat/completions", streamed);
  expect(await answer.text()).toBe(
    `${wholeFirstEvents}data: {"error":{"message":"The expert 'chat' stopped in the middle of its answer.",` +
      `"type":"timeout_error","param":null,"code":"expert_stalled"}}\n\n`,
  );
  await expert.abandoned;
});

/** llama-server's behaviour while it waits for a lost worker. */
const pingFor =
  (first: string | Buffer): Behaviour =>
  (response) => {
    response.writeHead(200, eventStream);
    response.write(first);
    const timer = setInterval(() => response.write(":\n\n"), 10);
    response.once("close", () => clearInterval(timer));
  };

test("a head that only pings has not started to answer: 504", async () => {
  await using expert = await startFakeExpert(pingFor(":\n\n"));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    timeouts: { firstByteMs: 80 },
  });
  const answer = await gateway.post("/v1/chat/completions", streamed);
  expect([answer.status, await answer.json()]).toMatchObject([504, { error: { code: "expert_timeout" } }]);
  await expert.abandoned;
});

test("pings do not keep a stalled stream alive", async () => {
  await using expert = await startFakeExpert(pingFor("data: 1\n\n"));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    timeouts: { stallMs: 80 },
  });
  const answer = await gateway.post("/v1/chat/completions", streamed);
  expect(await answer.text()).toMatch(/^data: 1\n\n(:\n\n)+data: \{"error":.*"expert_stalled"\}\}\n\n$/);
  await expert.abandoned;
});

test.each([
  ["a stream", streamed, { firstByteMs: 60 }],
  ["an answer in one piece", chatBody, { wholeAnswerMs: 60 }],
])("an expert that hangs before the first byte of %s: 504, no second attempt", async (_what, body, timeouts) => {
  await using expert = await startFakeExpert(() => undefined);
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert, expert) },
    timeouts,
  });
  const answer = await gateway.post("/v1/chat/completions", body);
  expect([answer.status, await answer.json()]).toEqual([
    504,
    {
      error: {
        message: "The expert 'chat' did not answer in time.",
        type: "timeout_error",
        param: null,
        code: "expert_timeout",
      },
    },
  ]);
  await expert.abandoned;
  expect(expert.asked.length).toBe(1);
});

test("when the caller leaves, the expert sees its connection close", async () => {
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    response.write(firstEvents);
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const caller = new AbortController();
  const answer = await gateway.post("/v1/chat/completions", streamed, { signal: caller.signal });
  caller.abort();
  await expect(answer.text()).rejects.toThrow("aborted");
  await expert.abandoned;
  const ended = () => gateway.lines.map((text) => JSON.parse(text) as object).find((entry) => "requestId" in entry);
  await expect.poll(ended).toMatchObject({ status: 499, failure: "caller_left", instance: expert.origin });
  expect(await upstreamErrors(gateway)).toEqual([]);
});

test("when the caller leaves before the first byte, the expert sees its connection close", async () => {
  const asked = Promise.withResolvers<undefined>();
  await using expert = await startFakeExpert(() => asked.resolve(undefined));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const caller = new AbortController();
  const answer = gateway.post("/v1/chat/completions", chatBody, { signal: caller.signal });
  await asked.promise;
  caller.abort();
  await expect(answer).rejects.toThrow("aborted");
  await expert.abandoned;
});

test("a caller that does not read is cut off, and the expert is paused meanwhile", async () => {
  let written = 0;
  const event = Buffer.from(`data: ${"x".repeat(60_000)}\n\n`);
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    const more = (): void => {
      while (!response.destroyed && response.write(event)) written += event.length;
      response.once("drain", more);
    };
    more();
  });
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    timeouts: { stallMs: 100 },
  });
  const body = JSON.stringify(streamed);
  const socket = connect(gateway.gateway.address.port, "127.0.0.1");
  socket.pause();
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${testKey}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await expert.abandoned;
  socket.destroy();
  expect(written).toBeGreaterThan(event.length);
  expect(written).toBeLessThan(50_000_000);
});

test("an instance that is gone costs no retry: the other one answers", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  const gone = await startFakeExpert(answerJson(chatAnswer));
  await gone[Symbol.asyncDispose]();
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(gone, expert) } });
  const statuses: number[] = [];
  for (let count = 0; count < 4; count += 1) {
    statuses.push((await gateway.post("/v1/chat/completions", chatBody)).status);
  }
  expect(statuses).toEqual([200, 200, 200, 200]);
  expect(expert.asked.length).toBe(4);
});

test("after an instance drops the connection before the first byte, the other is asked", async () => {
  await using dying = await startFakeExpert(dropConnection);
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(dying, expert) } });
  const answers = await Promise.all(
    [0, 1].map(async () => (await gateway.post("/v1/chat/completions", chatBody)).status),
  );
  expect(answers).toEqual([200, 200]);
  expect([dying.asked.length, expert.asked.length]).toEqual([1, 2]);
});

test("no instance can be reached: 503 with Retry-After", async () => {
  const gone = await startFakeExpert(answerJson(chatAnswer));
  await gone[Symbol.asyncDispose]();
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(gone) } });
  const answer = await gateway.post("/v1/chat/completions", chatBody);
  expect([answer.status, answer.headers.get("retry-after"), await answer.json()]).toEqual([
    503,
    "5",
    {
      error: {
        message: "The expert 'chat' cannot be reached. Try again shortly.",
        type: "server_error",
        param: null,
        code: "expert_unavailable",
      },
    },
  ]);
  expect(await upstreamErrors(gateway)).toEqual([
    'hearth_gateway_upstream_errors_total{expert="chat",reason="connect_failed"} 1',
  ]);
});

test("requests go to the instance with the fewest outstanding", async () => {
  await using slow = await startFakeExpert(() => undefined);
  await using fast = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(slow, fast) } });
  const caller = new AbortController();
  const hanging = gateway.post("/v1/chat/completions", chatBody, { signal: caller.signal });
  await expect.poll(() => slow.asked.length).toBe(1);
  for (let count = 0; count < 5; count += 1) await (await gateway.post("/v1/chat/completions", chatBody)).text();
  expect([slow.asked.length, fast.asked.length]).toEqual([1, 5]);
  caller.abort();
  await expect(hanging).rejects.toThrow("aborted");
});

test.each<[string, Behaviour]>([
  ["garbage", (response) => response.socket?.end("garbage\r\n\r\n")],
  ["a web page", (response) => response.end("<html>")],
  ["nothing", (response) => response.writeHead(200, { "content-type": "application/json" }).end()],
  ["a redirect", (response) => response.writeHead(302, { location: "/" }).end()],
  ["a refusal of the gateway", answerJson({ error: { message: "Invalid API Key" } }, 401)],
])("an expert that sends %s: 502", async (_what, behave) => {
  await using expert = await startFakeExpert(behave);
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/chat/completions", chatBody);
  expect([answer.status, await answer.json()]).toMatchObject([502, { error: { code: "expert_failed" } }]);
});

test("an answer shorter than its declared length is an error or is cut off, not presented as complete", async () => {
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": 1_000 });
    response.write('{"id":', () => setTimeout(() => response.destroy(), 20));
  });
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert), "expert-embed": embeddingService(expert) },
  });
  expect((await gateway.post("/v1/chat/completions", chatBody)).status).toBe(503);
  const vectors = await gateway.post("/v1/embeddings", { input: "a" });
  await expect(vectors.text()).rejects.toThrow("terminated");
});

test("an expert's own error comes in OpenAI's form", async () => {
  const error = { code: 400, message: "request (9000 tokens) exceeds", type: "exceed_context_size_error", n_ctx: 4096 };
  await using expert = await startFakeExpert(answerJson({ error }, 400));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/chat/completions", chatBody);
  expect([answer.status, await answer.json()]).toEqual([
    400,
    {
      error: {
        message: "request (9000 tokens) exceeds",
        type: "invalid_request_error",
        param: null,
        code: "context_length_exceeded",
      },
    },
  ]);
});

test("a drain lets a stream finish and accepts nothing new", async () => {
  const finish = Promise.withResolvers<undefined>();
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    response.write(firstEvents);
    void finish.promise.then(() => response.end(recorded.subarray(firstEvents.length)));
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/chat/completions", streamed);
  const drained = gateway.gateway.drain();
  await expect(fetch(`${gateway.url}/health`)).rejects.toThrow("fetch failed");
  finish.resolve(undefined);
  expect(await answer.text()).toBe(recorded.toString());
  await drained;
});

test("a drain cuts off what does not finish in time", async () => {
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    response.write(firstEvents);
  });
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    timeouts: { drainMs: 50 },
  });
  const answer = await gateway.post("/v1/chat/completions", streamed);
  await gateway.gateway.drain();
  await expect(answer.text()).rejects.toThrow("terminated");
  await expert.abandoned;
});
