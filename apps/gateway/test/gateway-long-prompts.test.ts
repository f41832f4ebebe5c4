import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, eventStream, startFakeExpert, streamPieces, type Behaviour } from "./fake-expert.ts";
import { chatBody, chatService, startTestGateway } from "./start-test-gateway.ts";

/* An expert that reads a long prompt is silent, but its main loop goes round: it answers /metrics between two batches. */

const recorded = readFileSync(join(import.meta.dirname, "recorded-chat-stream.txt"));
const streamed = { ...chatBody, stream: true };
/** Long enough for a busy computer to ask /metrics in. */
const timeouts = { firstByteMs: 250, wholeAnswerMs: 250, stallMs: 250, commentMs: 30 };

const reads =
  (answer: Behaviour): Behaviour =>
  (response, asked) => {
    if (asked.path === "/metrics") response.end("llamacpp:n_decode_total 7\n");
    else setTimeout(() => answer(response, asked), 900);
  };

test("a stream waits for an expert that is reading, and comments keep the caller waiting", async () => {
  await using expert = await startFakeExpert(reads(streamPieces(recorded, 400)));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) }, timeouts });
  const answer = await gateway.post("/v1/chat/completions", streamed);
  const text = await answer.text();
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  expect(text).toMatch(/^(: the expert is reading\n\n){3,}data: /);
  expect(text.replaceAll(": the expert is reading\n\n", "")).toBe(recorded.toString());
  expect(expert.asked.length).toBe(1);
});

test("an answer in one piece waits for an expert that is reading", async () => {
  await using expert = await startFakeExpert(reads(answerJson(chatAnswer)));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) }, timeouts });
  const answer = await gateway.post("/v1/chat/completions", chatBody);
  expect([answer.status, await answer.json()]).toEqual([200, chatAnswer]);
});

test("a stream that pauses while others' prompts are read goes on", async () => {
  const half = recorded.indexOf("\n\n") + 2;
  await using expert = await startFakeExpert((response, asked) => {
    if (asked.path === "/metrics") return void response.end("llamacpp:n_decode_total 7\n");
    response.writeHead(200, eventStream);
    response.write(recorded.subarray(0, half));
    setTimeout(() => response.end(recorded.subarray(half)), 900);
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) }, timeouts });
  const text = await (await gateway.post("/v1/chat/completions", streamed)).text();
  // On a busy computer the first half is late, too.
  expect(text.replaceAll(": the expert is reading\n\n", "")).toBe(recorded.toString());
});

test("an expert that Consul has taken out is not waited for, whatever it answers", async () => {
  await using expert = await startFakeExpert(reads(answerJson(chatAnswer)));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    timeouts: { ...timeouts, wholeAnswerMs: 300 },
  });
  const answer = gateway.post("/v1/chat/completions", chatBody);
  await expect.poll(() => expert.asked.length).toBeGreaterThan(0);
  gateway.consul.set({ "expert-chat": chatService() });
  expect((await answer).status).toBe(504);
});

test("an error after the first comment ends the stream with its message", async () => {
  await using expert = await startFakeExpert(reads(answerJson({ error: { message: "no such slot", code: 400 } }, 400)));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) }, timeouts });
  expect(await (await gateway.post("/v1/chat/completions", streamed)).text()).toMatch(
    /reading\n\ndata: \{"error":\{"message":"no such slot"/,
  );
});

test("an expert that loads its model says so, however often it is asked, and answers when it has loaded", async () => {
  let loaded = false;
  const loading = answerJson({ error: { code: 503, message: "Loading model", type: "unavailable_error" } }, 503);
  await using expert = await startFakeExpert((response, asked) =>
    (loaded ? answerJson(chatAnswer) : loading)(response, asked),
  );
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  for (let count = 0; count < 6; count += 1) {
    const answer = await gateway.post("/v1/chat/completions", chatBody);
    expect([answer.status, answer.headers.get("retry-after"), await answer.json()]).toMatchObject([
      503,
      "5",
      { error: { message: "The expert 'chat' is loading its model. Try again shortly." } },
    ]);
  }
  loaded = true;
  expect((await gateway.post("/v1/chat/completions", chatBody)).status).toBe(200);
});
