import fc from "fast-check";
import { expect, test } from "vitest";
import type { Caller } from "../../domain/caller.ts";
import { parseChat } from "../../api/openai/parse-chat.ts";
import type { Choice } from "../../domain/choice.ts";
import type { Inference } from "../../domain/inference.ts";
import { AnswerCaches } from "./answer-caches.ts";
import { cacheConfigSchema } from "@hearth/contracts/gateway/cache-config.ts";
import { unitVector } from "../../upstream/embedding/cosine.ts";
import type { Embedder } from "../../upstream/embedding/embedder.ts";

const laptop: Caller = { id: "laptop" };
const phone: Caller = { id: "phone" };
const choiceOf = (name: string): Choice => ({
  experts: [{ name, kind: "chat", model: "smollm2", instances: [] }],
  route: "name",
  reason: "name",
});
const chat = choiceOf("chat");
const request = (fields: object = {}): Inference =>
  parseChat(
    Buffer.from(
      JSON.stringify({
        messages: [{ role: "user", content: "What is the capital of France?" }],
        temperature: 0,
        ...fields,
      }),
    ),
    {},
  );
const asking = (content: string, fields: object = {}): Inference =>
  request({ messages: [{ role: "user", content }], ...fields });
const saying = (content: string): Buffer => Buffer.from(JSON.stringify({ choices: [{ message: { content } }] }));

/** Letter counts as vectors: close for similar words, and sometimes wrong. */
const embed: Embedder = (texts) =>
  Promise.resolve(
    texts.map((text) => {
      const counts = new Array<number>(26).fill(0);
      for (const letter of text.toLowerCase()) {
        const index = letter.charCodeAt(0) - 97;
        if (index >= 0 && index < 26) counts[index] = (counts[index] ?? 0) + 1;
      }
      return unitVector(counts);
    }),
  );

interface Setting {
  readonly config?: object;
  readonly random?: () => number;
  readonly embed?: Embedder;
}

function setUp({ config = { exact: true, semantic: true }, random = () => 1, embed: embedder = embed }: Setting = {}) {
  const clock = { ms: 1_000 };
  const checked: boolean[] = [];
  const caches = new AnswerCaches({
    config: cacheConfigSchema.parse(config),
    embed: embedder,
    onChecked: (right) => checked.push(right),
    random,
    now: () => clock.ms,
  });
  /** Like the pipeline: looks in the cache, and keeps the expert's answer on a miss. */
  const ask = async (
    inference: Inference,
    answer = "Paris.",
    { caller = laptop, choice = chat } = {},
  ): Promise<string> => {
    if (!caches.wants(inference)) return "unwanted";
    const found = await caches.find(caller, inference, choice);
    if (found !== undefined) return `${found.how} ${found.body.toString()}`;
    caches.keep(inference, choice.experts[0]!, saying(answer));
    return "miss";
  };
  return { caches, ask, clock, checked };
}

const exact = `exact ${saying("Paris.").toString()}`;
const semantic = `semantic ${saying("Paris.").toString()}`;

test("off by default", () => {
  const { caches } = setUp({ config: {} });
  expect(caches.wants(request())).toBe(false);
});

test("the same request is answered from the cache, however its JSON is written, until it expires", async () => {
  const { ask, clock } = setUp({ config: { exact: true, ttlMs: 5_000 } });
  const body = '{"temperature":0.0, "messages":[{"content":"What is the capital of France?","role":"user"}]}';
  expect([await ask(request()), await ask(parseChat(Buffer.from(body), {}))]).toEqual(["miss", exact]);
  clock.ms += 4_999;
  expect(await ask(request())).toBe(exact);
  clock.ms += 2;
  expect(await ask(request())).toBe("miss");
});

test("a reworded question with the same meaning is answered too", async () => {
  const { ask } = setUp({ config: { semantic: true, threshold: 0.95 } });
  expect(await ask(request())).toBe("miss");
  expect(await ask(asking("Please tell me, what is the capital of France"))).toBe("miss");
  expect(await ask(asking("what's the capital of France?"))).toBe(semantic);
  expect(await ask(asking("What is the capital of Prance?"))).toBe("miss");
});

test.each([
  [
    "another system prompt",
    {
      messages: [
        { role: "system", content: "In German." },
        { role: "user", content: "What is the capital of France?" },
      ],
    },
  ],
  ["another temperature", { temperature: 0.1 }],
  ["more tokens", { max_tokens: 9 }],
  ["a field of llama-server's", { top_k: 3 }],
  ["another end user", { user: "ben" }],
])("%s is another request, in both caches", async (_what, fields) => {
  const { ask } = setUp();
  await ask(request());
  expect(await ask(request(fields))).toBe("miss");
});

test("a question asked with a stream is the same question", async () => {
  const { ask } = setUp();
  await ask(request());
  expect(await ask(request({ stream: true, stream_options: { include_usage: true } }))).toBe(exact);
});

test.each([
  ["tools", { tools: [{ type: "function" }] }, false],
  ["a temperature above the limit", { temperature: 0.3 }, false],
  ["no temperature, for the expert's own is high", { temperature: undefined }, false],
  ["a seed at any temperature", { temperature: 1.5, seed: 7 }, true],
  ["several answers", { n: 2 }, false],
  ["an image", { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "data:" } }] }] }, false],
  ["parts of text", { messages: [{ role: "user", content: [{ type: "text", text: "Hello" }] }] }, true],
])("%s", (_what, fields, wanted) => {
  expect(setUp().caches.wants(request(fields))).toBe(wanted);
});

test("cached answers are limited in number and bytes", async () => {
  const few = setUp({ config: { exact: true, entries: 2 } });
  for (const content of ["one", "two", "three"]) await few.ask(asking(content));
  expect([await few.ask(asking("three")), await few.ask(asking("one"))]).toEqual([exact, "miss"]);
  const small = setUp({ config: { exact: true, bytes: 1_000 } });
  await small.ask(asking("one"), "x".repeat(2_000));
  expect(await small.ask(asking("one"))).toBe("miss");
});

test("without an answer from the embedding expert there is only the exact cache", async () => {
  const { ask } = setUp({ embed: () => Promise.resolve(undefined) });
  expect([await ask(request()), await ask(asking("what's the capital of France?")), await ask(request())]).toEqual([
    "miss",
    "miss",
    exact,
  ]);
});

test("a share of the semantic hits is checked; a false hit is counted, and its answer dropped", async () => {
  const draws = [0.5, 0.5, 0.01, 0.5];
  const { ask, checked } = setUp({ random: () => draws.shift() ?? 1 });
  await ask(request(), "Paris.");
  expect(await ask(asking("what's the capital of France?"))).toBe(semantic);
  expect(await ask(asking("What is the capital of France")).then((said) => said.split(" ")[0])).toBe("semantic");
  expect(await ask(asking("the capital of France?"), "Zzz zzz.")).toBe("miss");
  await expect.poll(() => checked).toEqual([false]);
  expect(await ask(asking("The capital of the France?"))).toBe(`semantic ${saying("Zzz zzz.").toString()}`);
});

test("a checked hit with the same answer counts as right and stays", async () => {
  const { ask, checked } = setUp({ random: () => 0 });
  await ask(request());
  await ask(asking("what's the capital of France?"));
  await expect.poll(() => checked).toEqual([true]);
});

test("a fallback's answer is not cached as the chosen expert's", async () => {
  const { caches, ask } = setUp();
  const inference = request();
  await caches.find(laptop, inference, chat);
  caches.keep(inference, choiceOf("small").experts[0]!, saying("Lyon."));
  expect(await ask(request())).toBe("miss");
});

test("a new key with an old name gets no answers of the old key", async () => {
  const { ask } = setUp();
  await ask(request());
  expect(await ask(request(), "", { caller: { id: "laptop" } })).toBe("miss");
});

test("property: no answer ever goes to another key, expert or set of parameters", async () => {
  const step = fc.record({
    caller: fc.constantFrom(laptop, phone),
    expert: fc.constantFrom("chat", "code"),
    question: fc.constantFrom("What is the capital of France?", "what's the capital of France", "France", "1", "2"),
    fields: fc.constantFrom({}, { top_p: 0.5 }, { seed: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { ask } = setUp({ random: () => 1 });
      for (const { caller, expert, question, fields } of steps) {
        const owner = JSON.stringify([caller.id, expert, fields]);
        const said = await ask(asking(question, fields), owner, { caller, choice: choiceOf(expert) });
        if (said !== "miss") expect(said.slice(said.indexOf(" ") + 1)).toBe(saying(owner).toString());
      }
    }),
    { numRuns: 100 },
  );
});
