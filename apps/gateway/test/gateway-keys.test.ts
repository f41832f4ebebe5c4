import { expect, test } from "vitest";
import { answerJson, chatAnswer, eventStream, startFakeExpert } from "./fake-expert.ts";
import { bearer, keyOf, keyRecord, putKey } from "./key-record.ts";
import { chatBody, chatService, startTestGateway, type TestGateway } from "./start-test-gateway.ts";
import type { ErrorEnvelope } from "../src/domain/api-error.ts";

const chat = (gateway: TestGateway, id: string, body: object = chatBody): Promise<Response> =>
  fetch(`${gateway.url}/v1/chat/completions`, { method: "POST", headers: bearer(id), body: JSON.stringify(body) });

const codeOf = async (answer: Response): Promise<unknown> => ((await answer.json()) as ErrorEnvelope).error.code;

/** Waits until a key is accepted, or refused. */
const seen = (gateway: TestGateway, id: string, status: number) =>
  expect.poll(async () => (await fetch(`${gateway.url}/v1/models`, { headers: bearer(id) })).status).toBe(status);

test("a key is valid as soon as it is in Consul and until it is revoked; a running stream continues", async () => {
  const finish = Promise.withResolvers<undefined>();
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    response.write('data: {"choices":[]}\n\n');
    void finish.promise.then(() => response.end("data: [DONE]\n\n"));
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  await seen(gateway, "phone", 401);
  putKey(gateway.consul, keyRecord("phone"));
  await seen(gateway, "phone", 200);
  const stream = await chat(gateway, "phone", { ...chatBody, stream: true });
  putKey(gateway.consul, keyRecord("phone", { revokedAt: "2026-11-21T00:00:00.000Z" }));
  await seen(gateway, "phone", 401);
  finish.resolve(undefined);
  expect(await stream.text()).toBe('data: {"choices":[]}\n\ndata: [DONE]\n\n');
});

test("a key is limited to its models and APIs, and sees only those models", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  putKey(gateway.consul, keyRecord("code", { models: ["code-*"] }));
  putKey(gateway.consul, keyRecord("vectors", { apis: ["embeddings"] }));
  putKey(gateway.consul, keyRecord("small", { models: ["smol*"], apis: ["chat"] }));
  await seen(gateway, "small", 200);
  expect(expert.asked.length).toBe(0);
  const answers = await Promise.all(["code", "vectors", "small"].map((id) => chat(gateway, id)));
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 200]);
  expect(await codeOf(answers[0]!)).toBe("permission_denied");
  expect(expert.asked.length).toBe(1);
  const lists = await Promise.all(
    ["code", "small"].map(async (id) => (await fetch(`${gateway.url}/v1/models`, { headers: bearer(id) })).json()),
  );
  expect(lists.map((list) => (list as { data: { id: string }[] }).data.map(({ id }) => id))).toEqual([
    [],
    ["smollm2", "auto"],
  ]);
});

test("a burst above the rate gets 429 with Retry-After and OpenAI's headers", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  putKey(gateway.consul, keyRecord("kids", { limits: { requestsPerMinute: 3 } }));
  await seen(gateway, "kids", 200);
  const answers = await Promise.all(Array.from({ length: 8 }, () => chat(gateway, "kids")));
  const statuses = answers.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([200, 200, 200, 429, 429, 429, 429, 429]);
  const refused = answers.find(({ status }) => status === 429)!;
  expect(refused.headers.get("retry-after")).toBe("20");
  expect(refused.headers.get("x-ratelimit-limit-requests")).toBe("3");
  expect(refused.headers.get("x-ratelimit-remaining-requests")).toBe("0");
  expect(await codeOf(refused)).toBe("rate_limit_exceeded");
  expect(expert.asked.length).toBe(3);
});

test("a budget is charged by the expert's count, holds across gateways and survives a restart", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  const services = { "expert-chat": chatService(expert) };
  const gateway = await startTestGateway({ services });
  putKey(gateway.consul, keyRecord("kids", { limits: { tokensPerDay: 100 } }));
  await seen(gateway, "kids", 200);
  const body = { ...chatBody, max_tokens: 20 };
  expect((await chat(gateway, "kids", body)).status).toBe(200);
  expect((await chat(gateway, "kids", body)).status).toBe(200);
  const kv = gateway.consul.kv;
  await gateway[Symbol.asyncDispose]();
  const page = JSON.parse(kv.get("hearth/gateway/spent/kids")!.value) as { "tokens/day": { taken: number } };
  expect(page["tokens/day"].taken).toBe(2 * chatAnswer.usage.total_tokens);

  await using next = await startTestGateway({ services });
  for (const [key, { value }] of kv.rows) next.consul.write(key, JSON.parse(value));
  await seen(next, "kids", 200);
  const refused = await chat(next, "kids", body);
  expect([refused.status, await codeOf(refused)]).toEqual([429, "insufficient_quota"]);
});

test("cost is counted by the model's prices", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: { prices: { models: { smollm2: { promptPerMillion: 1, completionPerMillion: 2 } } } },
  });
  putKey(gateway.consul, keyRecord("guest", { limits: { costPerDay: 0.000_1 } }));
  await seen(gateway, "guest", 200);
  expect((await chat(gateway, "guest", { ...chatBody, max_tokens: 20 })).status).toBe(200);
  expect((await chat(gateway, "guest", { ...chatBody, max_tokens: 40 })).status).toBe(429);
});

test("refusals are logged with their reason, but never the key", async () => {
  await using gateway = await startTestGateway();
  putKey(gateway.consul, keyRecord("old", { notAfter: "2026-01-01T00:00:00.000Z" }));
  putKey(gateway.consul, keyRecord("gone", { revokedAt: "2026-01-01T00:00:00.000Z" }));
  putKey(gateway.consul, keyRecord("last"));
  await seen(gateway, "last", 200);
  for (const id of ["old", "gone", "never"]) await chat(gateway, id);
  await fetch(`${gateway.url}/v1/models`);
  const denials = () =>
    gateway.lines
      .map((line) => JSON.parse(line) as { event: string; denied?: string; status?: number })
      .filter(({ event, denied }) => event === "request" && denied !== undefined)
      .map(({ denied, status }) => `${denied} ${status}`)
      .slice(-4);
  await expect.poll(denials).toEqual(["key expired 401", "key revoked 401", "key unknown 401", "key missing 401"]);
  expect(gateway.lines.filter((line) => line.includes(keyOf("old")) || line.includes("hearth_never"))).toEqual([]);
});

test("an unreadable record grants nothing, and the others stay in use", async () => {
  await using gateway = await startTestGateway();
  gateway.consul.write("hearth/gateway/keys/odd", { ...keyRecord("odd"), onlyOnSundays: true });
  putKey(gateway.consul, keyRecord("fine"));
  await seen(gateway, "fine", 200);
  await seen(gateway, "odd", 401);
  expect(gateway.lines.join("\n")).toContain('"event":"key record invalid","key":"odd"');
});

test("a key that was made again under an old name does not see the old one's requests", async () => {
  await using gateway = await startTestGateway();
  const listed = async (): Promise<number> => {
    const answer = await fetch(`${gateway.url}/v1/requests`, { headers: bearer("phone") });
    return ((await answer.json()) as { data: unknown[] }).data.length;
  };
  putKey(gateway.consul, keyRecord("phone"));
  await seen(gateway, "phone", 200);
  await expect.poll(listed).toBeGreaterThan(0);
  putKey(gateway.consul, keyRecord("phone", { revokedAt: "2026-11-21T00:00:00.000Z" }));
  await seen(gateway, "phone", 401);
  putKey(gateway.consul, keyRecord("phone", { createdAt: new Date(Date.now() + 60_000).toISOString() }));
  await seen(gateway, "phone", 200);
  expect(await listed()).toBe(0);
});
