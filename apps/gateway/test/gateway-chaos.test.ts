import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, eventStream, startFakeExpert, type Behaviour } from "./fake-expert.ts";
import { chatBody, startTestGateway } from "./start-test-gateway.ts";

const durationMs = 2_500;
const callers = 24;
const deadlineMs = 1_500;

/** A small seeded generator, so that a failed run can be repeated. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Answers after a moment, streamed if asked. */
const well: Behaviour = (response, asked) => {
  if (!asked.body.includes('"stream":true')) {
    setTimeout(() => answerJson(chatAnswer)(response, asked), 10);
    return;
  }
  response.writeHead(200, eventStream);
  let number = 0;
  const next = (): void => {
    if (response.destroyed) return;
    if (number < 10) setTimeout(next, 3);
    response.write(`data: {"number":${number++}}\n\n`);
    if (number > 10) response.end("data: [DONE]\n\n");
  };
  next();
};

/** An expert works half of the time. */
const moods: readonly Behaviour[] = [
  ...Array<Behaviour>(7).fill(well),
  (response) => response.destroy(),
  answerJson({ error: { message: "no memory" } }, 500),
  answerJson({ error: { message: "busy" } }, 429),
  () => undefined,
  (response) => response.end("garbage"),
  (response) => {
    response.writeHead(200, eventStream);
    response.write("data: 1\n\n");
  },
  (response) => {
    response.writeHead(200, eventStream);
    response.write("data: 1\n\ndata: ha", () => response.destroy());
  },
];

/** Whether an answer is valid: complete and correct, or a proper error. */
function isAnswer(status: number, body: string): boolean {
  const last = body.trimEnd().split("\n\n").at(-1) ?? "";
  if (status !== 200) return "error" in (JSON.parse(body) as object);
  return last === "data: [DONE]" || last.startsWith('data: {"error":') || body === JSON.stringify(chatAnswer);
}

test("with experts failing at random under load, every request is answered or refused by its deadline", async () => {
  const random = randomOf(20_261_121);
  const behaviours: Behaviour[] = [well, well, well];
  const experts = await Promise.all(
    behaviours.map((_, index) => startFakeExpert((response, asked) => behaviours[index]?.(response, asked))),
  );
  await using gateway = await startTestGateway({
    services: {
      "expert-chat": { meta: { kind: "chat", model: "smollm2" }, ports: experts.map(({ port }) => port) },
    },
    timeouts: { firstByteMs: 400, wholeAnswerMs: 400, stallMs: 200, maxDurationMs: deadlineMs },
    config: { breakers: { openMs: 50, maxOpenMs: 200 }, admission: { perInstance: 4, maxQueued: 16 } },
  });
  const endMs = performance.now() + durationMs;
  const outcomes = { served: 0, refused: 0, wrong: [] as string[], slowestMs: 0 };
  const chaos = (async () => {
    while (performance.now() < endMs) {
      const index = Math.floor(random() * behaviours.length);
      behaviours[index] = moods[Math.floor(random() * moods.length)] ?? well;
      if (random() < 0.2) experts[index]?.server.closeAllConnections();
      await sleep(30);
    }
    behaviours.fill(well);
  })();
  const caller = async (): Promise<void> => {
    while (performance.now() < endMs) {
      const startMs = performance.now();
      const stream = random() < 0.5;
      // Each request has its own conversation, or affinity would send all to one instance.
      const messages = [{ role: "user", content: `${random()}` }];
      const answer = await gateway.post("/v1/chat/completions", { ...chatBody, messages, stream });
      const body = await answer.text();
      outcomes.slowestMs = Math.max(outcomes.slowestMs, performance.now() - startMs);
      if (!isAnswer(answer.status, body)) outcomes.wrong.push(`${answer.status} ${body.slice(0, 200)}`);
      else if (answer.status === 200) outcomes.served += 1;
      else outcomes.refused += 1;
      // A refused caller does not retry at once.
      if (answer.status !== 200) await sleep(5);
    }
  };
  await Promise.all([chaos, ...Array.from({ length: callers }, caller)]);
  expect(outcomes.wrong).toEqual([]);
  expect(outcomes.served).toBeGreaterThan(20);
  // Allows for a machine that is busy with other tests.
  expect(outcomes.slowestMs).toBeLessThan(deadlineMs + 5_000);
  await expect
    .poll(async () => (await gateway.post("/v1/chat/completions", chatBody)).status, { timeout: 5_000 })
    .toBe(200);
  await Promise.all(experts.map((expert) => expert[Symbol.asyncDispose]()));
}, 30_000);
