import { hash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { livenessSlot } from "@hearth/contracts/gateway/liveness-slot.ts";
import { answerJson, chatAnswer, eventStream, startFakeExpert, type Behaviour } from "./fake-expert.ts";
import { chatBody, chatService, startTestGateway, testKey, type TestGatewayOptions } from "./start-test-gateway.ts";

const streamed = { ...chatBody, stream: true };
const broken = answerJson({ error: { message: "out of memory", type: "server_error" } }, 500);
const dropped: Behaviour = (response) => response.destroy();
const silent: Behaviour = () => undefined;

/** A chat expert `name` with its own model. */
const expertNamed = (name: string, port: number) => ({ meta: { kind: "chat", model: name }, ports: [port] });

/** `big` with the fallback `small`. */
async function startChain(big: Behaviour, small: Behaviour, config: TestGatewayOptions["config"] = {}) {
  const folder = mkdtempSync(join(tmpdir(), "hearth-chain-"));
  const mappingFile = join(folder, "mapping.json");
  writeFileSync(mappingFile, JSON.stringify({ fallbacks: { big: ["small"] } }));
  const experts = { big: await startFakeExpert(big), small: await startFakeExpert(small) };
  const gateway = await startTestGateway({
    services: {
      "expert-big": expertNamed("big", experts.big.port),
      "expert-small": expertNamed("small", experts.small.port),
    },
    config: { routing: { mappingFile }, ...config },
  });
  return {
    ...experts,
    gateway,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await Promise.all([experts.big[Symbol.asyncDispose](), experts.small[Symbol.asyncDispose]()]);
      rmSync(folder, { recursive: true });
    },
  };
}

test.each<[string, Behaviour, string]>([
  ["answers with 500", broken, "status_5xx"],
  ["answers with 429", answerJson({}, 429), "status_429"],
  ["breaks off", dropped, "connection_lost"],
  ["answers nonsense", answerJson("", 302), "invalid_response"],
])("an expert that %s: the next in the chain answers, and the header says why", async (_what, big, reason) => {
  await using chain = await startChain(big, answerJson(chatAnswer));
  const answer = await chain.gateway.post("/v1/chat/completions", { ...chatBody, model: "big" });
  expect([answer.status, await answer.json()]).toEqual([200, chatAnswer]);
  expect(answer.headers.get("x-hearth-expert")).toBe("small");
  expect(answer.headers.get("x-hearth-reason")).toBe(`name; instead of big: ${reason}`);
});

test("an expert whose queue is full: the next in the chain answers", async () => {
  await using chain = await startChain(silent, answerJson(chatAnswer), { admission: { perInstance: 1, maxQueued: 1 } });
  const waiting = new AbortController();
  const ask = (signal?: AbortSignal) =>
    chain.gateway.post("/v1/chat/completions", { ...chatBody, model: "big" }, signal === undefined ? {} : { signal });
  const held = [ask(waiting.signal), ask(waiting.signal)].map((answer) => answer.catch(() => undefined));
  await expect.poll(() => chain.big.asked.length).toBe(1);
  const answer = await ask();
  expect([answer.status, answer.headers.get("x-hearth-reason")]).toEqual([200, "name; instead of big: overloaded"]);
  waiting.abort();
  await Promise.all(held);
});

test("if the whole chain fails, the caller gets the last expert's error", async () => {
  await using chain = await startChain(broken, (response) => {
    response.writeHead(429, { "content-type": "application/json", "retry-after": "7" });
    response.end(JSON.stringify({ error: { message: "slots are full", type: "rate_limit_error" } }));
  });
  const answer = await chain.gateway.post("/v1/chat/completions", { ...chatBody, model: "big" });
  expect([answer.status, answer.headers.get("retry-after"), await answer.json()]).toMatchObject([
    429,
    "7",
    { error: { message: "slots are full" } },
  ]);
});

test("an invalid request is not retried elsewhere", async () => {
  await using chain = await startChain(answerJson({ error: { message: "bad grammar" } }, 400), answerJson(chatAnswer));
  const answer = await chain.gateway.post("/v1/chat/completions", { ...chatBody, model: "big" });
  expect([answer.status, chain.small.asked.length]).toEqual([400, 0]);
});

test("fallbacks stop when the retry budget is spent", async () => {
  await using chain = await startChain(broken, answerJson(chatAnswer), { retries: { minimum: 2, ratio: 0.01 } });
  const statuses: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    statuses.push((await chain.gateway.post("/v1/chat/completions", { ...chatBody, model: "big" })).status);
  }
  expect(statuses).toEqual([200, 200, 500]);
});

test("retries after dropped connections are limited by the budget", async () => {
  await using expert = await startFakeExpert(dropped);
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: { retries: { minimum: 2, ratio: 0.01 }, breakers: { failuresInARow: 30 } },
  });
  for (let count = 0; count < 4; count += 1) await gateway.post("/v1/chat/completions", chatBody);
  expect(expert.asked.length).toBe(6);
});

test("a breaker opens after three failures and refuses at once with Retry-After; later a good answer closes it", async () => {
  let behave = broken;
  await using expert = await startFakeExpert((response, asked) => behave(response, asked));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: { breakers: { openMs: 300 } },
  });
  for (let count = 0; count < 3; count += 1) await gateway.post("/v1/chat/completions", chatBody);
  const refused = await gateway.post("/v1/chat/completions", chatBody);
  expect([refused.status, refused.headers.get("retry-after"), expert.asked.length]).toEqual([503, "1", 3]);
  expect(await refused.json()).toMatchObject({
    error: { message: "The expert 'chat' has failed repeatedly and is paused." },
  });
  behave = answerJson(chatAnswer);
  await expect.poll(async () => (await gateway.post("/v1/chat/completions", chatBody)).status).toBe(200);
  expect((await gateway.post("/v1/chat/completions", chatBody)).status).toBe(200);
});

test("a deadline: 504, and the expert is told to stop", async () => {
  await using expert = await startFakeExpert(silent);
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const headers = { "x-request-timeout": "60ms" };
  const answer = await gateway.post("/v1/chat/completions", chatBody, { headers });
  expect([answer.status, await answer.json()]).toMatchObject([504, { error: { code: "deadline_exceeded" } }]);
  await expert.abandoned;
});

test("a deadline in the middle of a stream: an error event", async () => {
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    const timer = setInterval(() => response.write("data: 1\n\n"), 5);
    response.once("close", () => clearInterval(timer));
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const headers = { "x-request-timeout": "200ms" };
  const answer = await gateway.post("/v1/chat/completions", streamed, { headers });
  expect(await answer.text()).toMatch(/^(data: 1\n\n)+data: \{"error":.*"deadline_exceeded"\}\}\n\n$/);
  await expert.abandoned;
});

test("a deadline that is not a time: 400", async () => {
  await using expert = await startFakeExpert(silent);
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/chat/completions", chatBody, { headers: { "x-request-timeout": "soon" } });
  expect([answer.status, expert.asked.length]).toEqual([400, 0]);
});

test("one slot and one waiting: the third is refused with Retry-After, the second served after the first", async () => {
  const answers: (() => void)[] = [];
  await using expert = await startFakeExpert((response, asked) => {
    answers.push(() => answerJson(chatAnswer)(response, asked));
  });
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: { admission: { perInstance: 1, maxQueued: 1 } },
  });
  const first = gateway.post("/v1/chat/completions", chatBody);
  await expect.poll(() => answers.length).toBe(1);
  const others = [1, 2].map(() => gateway.post("/v1/chat/completions", chatBody));
  const refused = await Promise.race(others);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(await refused.json()).toMatchObject({ error: { code: "overloaded" } });
  expect(answers.length).toBe(1);
  answers[0]?.();
  expect((await first).status).toBe(200);
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.();
  expect((await Promise.all(others)).map(({ status }) => status).toSorted()).toEqual([200, 503]);
});

test("an idle expert is probed for a token, so a broken one is found before a caller comes", async () => {
  await using expert = await startFakeExpert(broken);
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: { probes: { intervalMs: 1 }, breakers: { failuresInARow: 1, openMs: 60_000, maxOpenMs: 60_000 } },
  });
  await expect.poll(() => expert.asked.length, { timeout: 5_000 }).toBe(1);
  expect(JSON.parse(expert.asked[0]?.body ?? "")).toMatchObject({ max_tokens: 1, id_slot: livenessSlot });
  await expect.poll(async () => (await gateway.post("/v1/chat/completions", chatBody)).status).toBe(503);
  expect(expert.asked.length).toBe(1);
});

test("a changed key file is used without a signal, and a running stream is not affected", async () => {
  const finish = Promise.withResolvers<undefined>();
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    response.write("data: 1\n\n");
    void finish.promise.then(() => response.end("data: 2\n\n"));
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/chat/completions", streamed);
  writeFileSync(gateway.keysFile, JSON.stringify({ keys: [{ id: "other", sha256: hash("sha256", `${testKey}2`) }] }));
  const statusOf = async (key: string): Promise<number> =>
    (await fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })).status;
  await expect.poll(() => statusOf(testKey), { timeout: 4_500, interval: 50 }).toBe(401);
  expect(await statusOf(`${testKey}2`)).toBe(200);
  finish.resolve(undefined);
  expect(await answer.text()).toBe("data: 1\n\ndata: 2\n\n");
});
