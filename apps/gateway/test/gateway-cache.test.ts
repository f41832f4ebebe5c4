import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert, streamPieces } from "./fake-expert.ts";
import { chatBody, chatService, embeddingService, startTestGateway } from "./start-test-gateway.ts";

const recorded = readFileSync(join(import.meta.dirname, "recorded-chat-stream.txt"));
const path = "/v1/chat/completions";
const cold = { ...chatBody, temperature: 0 };
const asking = (content: string) => ({ ...cold, messages: [{ role: "user", content }] });
const cacheOf = (answer: Response): string | null => answer.headers.get("x-hearth-cache");

test("a repeated request does not reach the expert, streamed or not, and in Anthropic's form too", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: { cache: { exact: true } },
  });
  const first = await gateway.post(path, cold);
  expect([cacheOf(first), await first.json()]).toEqual(["miss", chatAnswer]);
  const second = await gateway.post(path, cold);
  expect([cacheOf(second), await second.json()]).toEqual(["exact", chatAnswer]);
  expect(second.headers.get("x-hearth-expert")).toBe(first.headers.get("x-hearth-expert"));
  const streamed = await gateway.post(path, { ...cold, stream: true });
  expect([cacheOf(streamed), streamed.headers.get("content-type")]).toEqual([
    "exact",
    "text/event-stream; charset=utf-8",
  ]);
  expect(await streamed.text()).toMatch(
    /^data: .*"content":"The capital of France is Paris\.".*\n\ndata: .*"stop".*\n\ndata: \[DONE\]\n\n$/,
  );
  expect(expert.asked.length).toBe(1);

  const message = { model: "smollm2", max_tokens: 99, temperature: 0, messages: cold.messages };
  await (await gateway.post("/v1/messages", message)).text();
  const again = await gateway.post("/v1/messages", message);
  expect([cacheOf(again), await again.json()]).toMatchObject([
    "exact",
    { type: "message", content: [{ type: "text", text: "The capital of France is Paris." }] },
  ]);
  const events = await gateway.post("/v1/messages", { ...message, stream: true });
  expect([cacheOf(events), /event: message_start.*event: message_stop/s.test(await events.text())]).toEqual([
    "exact",
    true,
  ]);
  expect(expert.asked.length).toBe(2);
});

test.each(["no-cache", "max-age=0, No-Store"])("with Cache-Control %s the expert is asked again", async (control) => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: { cache: { exact: true } },
  });
  await (await gateway.post(path, cold)).text();
  const fresh = await gateway.post(path, cold, { headers: { "cache-control": control } });
  expect([cacheOf(fresh), await fresh.json(), expert.asked.length]).toEqual([null, chatAnswer, 2]);
});

test("a streamed answer is cached too", async () => {
  await using expert = await startFakeExpert(streamPieces(recorded, 64));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: { cache: { exact: true } },
  });
  expect(await (await gateway.post(path, { ...cold, stream: true })).text()).toBe(recorded.toString());
  const whole = await gateway.post(path, cold);
  expect([cacheOf(whole), await whole.json()]).toMatchObject([
    "exact",
    {
      object: "chat.completion",
      choices: [{ message: { content: "Zürich liegt am See 🏔️ – 東京." }, finish_reason: "stop" }],
    },
  ]);
});

test("a question in other words is answered by meaning, and counted", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using embed = await startFakeExpert(answerJson({ data: [{ index: 0, embedding: [0.6, 0.8] }] }));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert), "expert-embed": embeddingService(embed) },
    config: { cache: { semantic: true, checkedShare: 0, embeddingMs: 10_000 } },
  });
  const found = [];
  for (const question of ["Who wrote Faust?", "Please tell me who wrote Faust", "Who wrote Faust 2?"]) {
    const answer = await gateway.post(path, asking(question));
    found.push(cacheOf(answer));
    await answer.text();
  }
  expect(found).toEqual(["miss", "semantic", "miss"]);
  await expect
    .poll(async () =>
      (await (await fetch(`${gateway.url}/metrics`)).text()).match(/^hearth_gateway_cache_lookups.*$/gm),
    )
    .toEqual([
      'hearth_gateway_cache_lookups_total{result="miss"} 2',
      'hearth_gateway_cache_lookups_total{result="semantic"} 1',
    ]);
});

test("an invalid answer with status 200 is not cached", async () => {
  await using expert = await startFakeExpert(answerJson({ hello: 1 }));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: { cache: { exact: true } },
  });
  await (await gateway.post(path, cold)).text();
  const again = await gateway.post(path, { ...cold, stream: true });
  expect([cacheOf(again), again.status]).toEqual(["miss", 200]);
});

test("without a cache there is no header, and errors are not cached", async () => {
  await using expert = await startFakeExpert(answerJson({ error: { message: "no" } }, 400));
  await using plain = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  expect(cacheOf(await plain.post(path, cold))).toBe(null);
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: { cache: { exact: true } },
  });
  for (let count = 0; count < 2; count += 1) {
    const answer = await gateway.post(path, cold);
    expect([answer.status, cacheOf(answer)]).toEqual([400, "miss"]);
  }
});
