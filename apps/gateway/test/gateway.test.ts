import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert, streamPieces } from "./fake-expert.ts";
import { chatBody, chatService, embeddingService, startTestGateway } from "./start-test-gateway.ts";

const recorded = readFileSync(join(import.meta.dirname, "recorded-chat-stream.txt"));

test("a chat is relayed, and the expert sees the body byte for byte but not the caller's key", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const body = '{ "model":"chat",\n "messages":[{"role":"user","content":"h\\u00e4?"}], "seed": 12, "top_k": 40 }';
  const answer = await gateway.fetch("/v1/chat/completions", {
    method: "POST",
    body,
    headers: { "x-request-id": "mine-1" },
  });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual(chatAnswer);
  expect(answer.headers.get("x-hearth-expert")).toBe("chat");
  expect(answer.headers.get("x-request-id")).toBe("mine-1");
  expect(expert.asked.map(({ path, body }) => ({ path, body }))).toEqual([{ path: "/v1/chat/completions", body }]);
  expect(expert.asked[0]?.headers).toEqual({
    host: `127.0.0.1:${expert.port}`,
    connection: "keep-alive",
    "content-type": "application/json",
    "content-length": String(body.length),
    "x-request-id": "mine-1",
  });
});

test.each([1, 7, 64, 1_000_000])("a stream in pieces of %i bytes arrives whole", async (size) => {
  await using expert = await startFakeExpert(streamPieces(recorded, size));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, stream: true });
  expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(Buffer.from(await answer.arrayBuffer()).equals(recorded)).toBe(true);
});

test("each event arrives as soon as it is complete", async () => {
  const events = recorded.toString().split(/(?<=\n\n)/);
  const next = Array.from(events, () => Promise.withResolvers<undefined>());
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    void (async () => {
      for (const [index, event] of events.entries()) {
        response.write(event);
        await next[index]?.promise;
      }
      response.end();
    })();
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, stream: true });
  const received: string[] = [];
  for await (const chunk of answer.body!) {
    next[received.push(Buffer.from(chunk).toString()) - 1]?.resolve(undefined);
  }
  expect(received).toEqual(events);
});

test("without a model, or with auto, a request goes to the expert of its kind", async () => {
  await using chat = await startFakeExpert(answerJson(chatAnswer));
  await using embed = await startFakeExpert(answerJson({ object: "list", data: [] }));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(chat), "expert-embed": embeddingService(embed) },
  });
  const experts = await Promise.all(
    [
      gateway.post("/v1/chat/completions", { messages: chatBody.messages }),
      gateway.post("/v1/chat/completions", { ...chatBody, model: "auto" }),
      gateway.post("/v1/embeddings", { input: "A man is eating food." }),
      gateway.post("/v1/embeddings", { input: ["a", "b"], model: "minilm" }),
    ].map(async (answer) => (await answer).headers.get("x-hearth-expert")),
  );
  expect(experts).toEqual(["chat", "chat", "embed", "embed"]);
});

test("models lists what can be used now, and follows Consul", async () => {
  await using chat = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(chat) } });
  const list = await gateway.fetch("/v1/models");
  const listed = (await list.json()) as { data: [{ created: number; created_at: string }] };
  const { created, created_at } = listed.data[0];
  // When the gateway started.
  expect(Math.abs(Date.now() / 1_000 - created)).toBeLessThan(60);
  expect(Math.floor(Date.parse(created_at) / 1_000)).toBe(created);
  const model = {
    id: "smollm2",
    object: "model",
    created,
    owned_by: "hearth",
    type: "model",
    display_name: "smollm2",
    created_at,
    kind: "chat",
    experts: ["chat"],
  };
  expect(listed).toEqual({
    object: "list",
    data: [model, { ...model, id: "auto", display_name: "auto" }],
    has_more: false,
    first_id: "smollm2",
    last_id: "auto",
  });
  expect(await (await gateway.fetch("/v1/models/chat")).json()).toEqual(model);
  gateway.consul.set({ "expert-chat": { ...chatService(chat), ports: [] } });
  const ids = async () => ((await (await gateway.fetch("/v1/models")).json()) as { data: object[] }).data;
  await expect.poll(ids).toEqual([]);
  const refused = await gateway.post("/v1/chat/completions", chatBody);
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("5");
});

test("health needs no key and no Consul; ready waits for Consul", async () => {
  await using gateway = await startTestGateway();
  const health = await fetch(`${gateway.url}/health`);
  expect([health.status, await health.json()]).toEqual([
    200,
    { status: "ok", components: { consul: "connected", experts: 0 } },
  ]);
  const ready = await fetch(`${gateway.url}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { status: "ready", components: { consul: "connected", experts: 0 } },
  ]);
});

test("metrics count requests with bounded labels", async () => {
  await using expert = await startFakeExpert((response, asked) => {
    const behave = asked.body.includes('"stream":true') ? streamPieces(recorded, 64) : answerJson(chatAnswer);
    behave(response, asked);
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  await (await gateway.post("/v1/chat/completions", chatBody)).text();
  await (await gateway.post("/v1/chat/completions", { ...chatBody, stream: true })).text();
  await (await gateway.post("/v1/chat/completions", { ...chatBody, model: "made-up-7" })).text();
  await (await gateway.fetch("/made/up")).text();
  const counts = async () => {
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    return text
      .split("\n")
      .filter((line) => /^hearth_gateway_(requests_total|time_to_first_token_seconds_count|expert)/.test(line))
      .filter((line) => !line.includes("/health/ready") && !line.includes("/metrics"));
  };
  await expect
    .poll(counts)
    .toEqual([
      'hearth_gateway_requests_total{route="/v1/chat/completions",model="smollm2",status="200"} 2',
      'hearth_gateway_requests_total{route="/v1/chat/completions",model="",status="404"} 1',
      'hearth_gateway_requests_total{route="other",model="",status="404"} 1',
      'hearth_gateway_time_to_first_token_seconds_count{model="smollm2"} 1',
      'hearth_gateway_expert_instances{expert="chat",kind="chat",model="smollm2"} 1',
    ]);
});

test("a request's log line has its facts but no prompt, answer or key", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  await (await gateway.post("/v1/chat/completions", chatBody, { headers: { "x-request-id": "r-1" } })).text();
  const line = () => gateway.lines.map((text) => JSON.parse(text) as object).find((entry) => "requestId" in entry);
  await expect.poll(line).toEqual({
    time: expect.any(String) as string,
    level: "info",
    event: "request",
    requestId: "r-1",
    caller: "test",
    method: "POST",
    route: "/v1/chat/completions",
    status: 200,
    durationMs: expect.any(Number) as number,
    firstByteMs: expect.any(Number) as number,
    stream: false,
    model: "smollm2",
    expert: "chat",
    instance: expert.origin,
    attempts: 1,
    routing: "model",
    queuedMs: 0,
    promptTokens: 31,
    completionTokens: 8,
  });
  expect(gateway.lines.filter((text) => /France|Paris|hearth_test/.test(text))).toEqual([]);
});
