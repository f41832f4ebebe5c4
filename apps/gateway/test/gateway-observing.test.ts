import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert } from "./fake-expert.ts";
import { chatBody, chatService, startTestGateway } from "./start-test-gateway.ts";

const path = "/v1/chat/completions";
const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

test("the request log has a caller's requests, the newest first", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: {
      prices: { models: { smollm2: { promptPerMillion: 1, completionPerMillion: 2 } } },
    },
  });
  await (await gateway.post(path, chatBody, { headers: { "x-request-id": "r-1" } })).text();
  await (await gateway.post(path, { ...chatBody, model: "none" }, { headers: { "x-request-id": "r-2" } })).text();
  await (await fetch(gateway.url + path, { method: "POST" })).text();
  const list = async (query: string) =>
    ((await (await gateway.fetch(`/v1/requests${query}`)).json()) as { data: Record<string, unknown>[] }).data;
  await expect
    .poll(async () => (await list("")).map(({ id }) => id).filter((id) => /^r-/.test(String(id))))
    .toEqual(["r-2", "r-1"]);
  expect((await list("?limit=1&failed=1")).map(({ id, status }) => [id, status])).toEqual([["r-2", 404]]);
  expect((await list("")).find(({ id }) => id === "r-1")).toEqual({
    id: "r-1",
    startedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    durationMs: expect.any(Number) as number,
    caller: "test",
    method: "POST",
    path,
    status: 200,
    stream: false,
    model: "smollm2",
    expert: "chat",
    attempts: 1,
    routing: "model",
    reason: "model",
    queuedMs: 0,
    overheadMs: expect.any(Number) as number,
    firstByteMs: expect.any(Number) as number,
    promptTokens: 31,
    completionTokens: 8,
    costMicros: 47,
    wattHours: 0,
  });
  for (const limit of ["0", "1001", "x", "1.5"]) {
    expect((await gateway.fetch(`/v1/requests?limit=${limit}`)).status).toBe(400);
  }
});

test("a caller sees neither others' requests nor where an expert runs; an operator's key sees both", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  for (const operators of [[], ["test"]]) {
    await using gateway = await startTestGateway({
      services: { "expert-chat": chatService(expert) },
      config: { requests: { operators } },
    });
    await (await fetch(gateway.url + path, { method: "POST", headers: { "x-request-id": "other" } })).text();
    await (await gateway.post(path, chatBody, { headers: { "x-request-id": "own" } })).text();
    await expect.poll(() => gateway.lines.some((line) => line.includes('"own"'))).toBe(true);
    const answer = (await (await gateway.fetch("/v1/requests")).json()) as {
      data: { id: string; instance?: string }[];
    };
    const seen = answer.data
      .filter(({ id }) => id === "own" || id === "other")
      .map(({ id, instance }) => [id, instance]);
    expect(seen).toEqual(
      operators.length === 0
        ? [["own", undefined]]
        : [
            ["own", expert.origin],
            ["other", undefined],
          ],
    );
  }
});

test("a caller's trace continues to the expert and the collector", async () => {
  await using collector = await startFakeExpert((response) => response.end("{}"));
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  {
    await using gateway = await startTestGateway({
      services: { "expert-chat": chatService(expert) },
      config: { tracing: { endpoint: `${collector.origin}/v1/traces`, share: 0 } },
    });
    await (await gateway.post(path, chatBody, { headers: { traceparent } })).text();
    await (await gateway.post(path, chatBody)).text();
    // Nobody without a key decides what is traced.
    await (await fetch(gateway.url + path, { method: "POST", body: "{}", headers: { traceparent } })).text();
  }
  const [sent, unsampled] = expert.asked.map(({ headers }) => headers["traceparent"]);
  expect(sent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/);
  expect(unsampled).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  const [body, ...others] = collector.asked.map(({ body }) => body);
  expect(others).toEqual([]);
  expect(body).toContain(`"spanId":"${String(sent).split("-")[2]}"`);
  expect(body?.match(/"parentSpanId":"00f067aa0ba902b7"/g)?.length).toBe(1);
  expect(body).not.toMatch(/France|hearth_test/);
});

test("without tracing a caller's valid traceparent is passed on, an invalid one is not", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  await (await gateway.post(path, chatBody, { headers: { traceparent } })).text();
  await (await gateway.post(path, chatBody, { headers: { traceparent: "junk" } })).text();
  expect(expert.asked.map(({ headers }) => headers["traceparent"])).toEqual([traceparent, undefined]);
});

test.each([
  [[], 0],
  [["someone"], 0],
  [["test"], 1],
])("prompts are logged for %j: %i", async (promptsOf, count) => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: { log: { promptsOf } },
  });
  await (await gateway.post(path, chatBody)).text();
  await expect.poll(() => gateway.lines.some((line) => line.includes('"event":"request"'))).toBe(true);
  expect(gateway.lines.filter((line) => line.includes("What is the capital of France?")).length).toBe(count);
});
