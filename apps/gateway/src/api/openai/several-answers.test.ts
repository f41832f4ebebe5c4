import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, eventStream, startFakeExpert, streamPieces } from "../../../test/fake-expert.ts";
import { chatBody, chatService, startTestGateway } from "../../../test/start-test-gateway.ts";
import { withNotes } from "../../pipeline/memories/with-notes.ts";
import { eventData } from "@hearth/service/http/event-data.ts";
import { parseChat } from "./parse-chat.ts";

/** Of llama-server b10068: two answers to a chat, and two to each of two texts; each answer is followed by its own usage. */
const [chats, texts] = ["chats", "texts"].map((name) =>
  readFileSync(join(import.meta.dirname, `../../../test/recorded-${name}-stream.txt`)),
) as [Buffer, Buffer];

const chat = "/v1/chat/completions";
const completion = "/v1/completions";
const two = { ...chatBody, n: 2 };
const prompts = { model: "smollm2", prompt: ["The sky is", "One two three four five"], n: 2, max_tokens: 3 };

async function setUp(behave: Parameters<typeof startFakeExpert>[0]) {
  const expert = await startFakeExpert(behave);
  const gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  return {
    expert,
    gateway,
    /** Booked tokens of the last request: prompt and answers. */
    booked: async (): Promise<unknown> => {
      const { data } = (await (await gateway.fetch("/v1/requests")).json()) as { data: Record<string, unknown>[] };
      return [data[0]?.["promptTokens"], data[0]?.["completionTokens"]];
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await expert[Symbol.asyncDispose]();
    },
  };
}

test("several answers come as one, and all of them are booked", async () => {
  await using house = await setUp(streamPieces(chats, 100));
  const answer = await house.gateway.post(chat, two);
  expect([answer.headers.get("content-type"), await answer.json()]).toEqual([
    "application/json",
    {
      id: "chatcmpl-zLsZwizluWe4HOBj5aXG4YqyotQXheKQ",
      object: "chat.completion",
      created: 1_795_292_407,
      model: "smollm2",
      system_fingerprint: "b1-571d0d5",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "A more accurate way to refer" },
          logprobs: null,
          finish_reason: "length",
        },
        {
          index: 1,
          message: { role: "assistant", content: "Alphabet of a: " },
          logprobs: null,
          finish_reason: "length",
        },
      ],
      usage: { prompt_tokens: 34, completion_tokens: 12, total_tokens: 46 },
    },
  ]);
  await expect.poll(house.booked).toEqual([34, 12]);
  expect(house.expert.asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { ...two, stream: true, stream_options: { include_usage: true } },
  ]);
});

test.each([true, false])("a stream has one usage, that of all, where it is asked for (%j)", async (include_usage) => {
  await using house = await setUp(streamPieces(chats, 100));
  const answer = await house.gateway.post(chat, { ...two, stream: true, stream_options: { include_usage } });
  expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const data = eventData(Buffer.from(await answer.arrayBuffer()));
  const usages = data.filter((event) => event.includes('"usage"')).map((event) => JSON.parse(event) as unknown);
  const frame = {
    id: "chatcmpl-zLsZwizluWe4HOBj5aXG4YqyotQXheKQ",
    object: "chat.completion.chunk",
    created: 1_795_292_407,
    model: "smollm2",
    system_fingerprint: "b1-571d0d5",
  };
  const usage = { prompt_tokens: 34, completion_tokens: 12, total_tokens: 46 };
  expect(usages).toEqual(include_usage ? [{ ...frame, choices: [], usage }] : []);
  const pieces = eventData(chats).filter((event) => !event.includes('"usage"'));
  expect(data.filter((event) => !event.includes('"usage"'))).toEqual(pieces);
  await expect.poll(house.booked).toEqual([34, 12]);
});

test("completions: each prompt is counted once, each of its answers separately", async () => {
  await using house = await setUp(streamPieces(texts, 100));
  const answer = await house.gateway.post(completion, prompts);
  const { choices, usage, object } = (await answer.json()) as Record<string, unknown>;
  const ended = { logprobs: null, finish_reason: "length" };
  expect([object, choices, usage]).toEqual([
    "text_completion",
    [
      { index: 0, text: " a reflection of", ...ended },
      { index: 1, text: " a canvas for", ...ended },
      { index: 2, text: " is a six", ...ended },
      { index: 3, text: " are all that", ...ended },
    ],
    { prompt_tokens: 8, completion_tokens: 12, total_tokens: 20 },
  ]);
  await expect.poll(house.booked).toEqual([8, 12]);
  const streamed = await house.gateway.post(completion, { ...prompts, stream: true });
  const data = eventData(Buffer.from(await streamed.arrayBuffer()));
  expect([data.length, data[0]?.slice(0, 25), data.at(-1)]).toEqual([17, '{"choices":[{"text":" a",', "[DONE]"]);
  await expect.poll(house.booked).toEqual([8, 12]);
});

test("tool calls and log probabilities are gathered", async () => {
  const logprob = (token: string) => ({ token, logprob: -1, bytes: null, top_logprobs: [] });
  const call = (piece: object) => ({ choices: [{ index: 1, delta: { tool_calls: [{ index: 0, ...piece }] } }] });
  const chunks = [
    { choices: [{ index: 0, delta: { role: "assistant", reasoning_content: "Hm" } }] },
    { choices: [{ index: 0, delta: { content: "A" }, logprobs: { content: [logprob("A")] } }] },
    call({ id: "c1", type: "function", function: { name: "f", arguments: "{" } }),
    { choices: [{ index: 0, delta: { content: "B" }, logprobs: { content: [logprob("B")] } }] },
    call({ function: { arguments: "}" } }),
    { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    { choices: [{ index: 1, delta: {}, finish_reason: "tool_calls" }] },
    { choices: [], usage: { prompt_tokens: 5, completion_tokens: 9, total_tokens: 14, more: 1 } },
  ];
  await using house = await setUp((response) => {
    response.writeHead(200, eventStream);
    response.end(`${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("")}data: [DONE]\n\n`);
  });
  const { choices, usage } = (await (await house.gateway.post(chat, two)).json()) as Record<string, unknown>;
  expect(choices).toEqual([
    {
      index: 0,
      message: { role: "assistant", content: "AB", reasoning_content: "Hm" },
      logprobs: { content: [logprob("A"), logprob("B")] },
      finish_reason: "stop",
    },
    {
      index: 1,
      message: {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: "{}" } }],
      },
      logprobs: null,
      finish_reason: "tool_calls",
    },
  ]);
  // A server that counts all answers itself reports usage once.
  expect(usage).toEqual({ prompt_tokens: 5, completion_tokens: 9, total_tokens: 14, more: 1 });
});

test("llama-server's own name for n is counted too", async () => {
  await using house = await setUp(streamPieces(chats, 100));
  const answer = await house.gateway.post(chat, { ...chatBody, n_cmpl: 2, n: 1 });
  expect(((await answer.json()) as { choices: unknown[] }).choices.length).toBe(2);
  expect(JSON.parse(house.expert.asked[0]?.body ?? "")).toEqual({
    ...two,
    stream: true,
    stream_options: { include_usage: true },
  });
});

test("a later change of the request keeps the stream", () => {
  const inference = withNotes(parseChat(Buffer.from(JSON.stringify(two)), {}), { count: 1, text: "Likes tea." });
  expect(JSON.parse(inference.body.toString())).toEqual({
    ...two,
    messages: [{ role: "system", content: "Likes tea." }, ...two.messages],
    stream: true,
    stream_options: { include_usage: true },
  });
  expect([inference.stream, inference.answer?.().gathers]).toEqual([false, true]);
});

test("a request for one answer is passed on unchanged, and an unstreamed answer's own count is used", async () => {
  await using house = await setUp(answerJson(chatAnswer));
  for (const n of [1, 2]) {
    expect(await (await house.gateway.post(chat, { ...chatBody, n })).json()).toEqual(chatAnswer);
    await expect.poll(house.booked).toEqual([31, 8]);
  }
  expect(house.expert.asked[0]?.body).toBe(JSON.stringify({ ...chatBody, n: 1 }));
});

test.each([
  ["ends in the middle", chats.subarray(0, chats.indexOf('"length"') - 60)],
  ["says an error", Buffer.from('data: {"error":{"code":500,"message":"no"}}\n\n')],
  ["talks nonsense", Buffer.from("data: {\n\n")],
])("an expert that %s: 502, not half of the answers", async (_what, stream) => {
  await using house = await setUp(streamPieces(stream, 4_000));
  const answer = await house.gateway.post(chat, two);
  expect([answer.status, await answer.json()]).toMatchObject([502, { error: { code: "expert_failed" } }]);
});

test("when the caller leaves, the tokens written so far are booked", async () => {
  const half = chats.subarray(0, chats.indexOf('"usage"') + 400);
  const whole = half.subarray(0, half.lastIndexOf("\n\n") + 2);
  await using house = await setUp((response) => {
    response.writeHead(200, eventStream);
    response.write(whole);
  });
  const leave = new AbortController();
  const answer = await house.gateway.post(chat, { ...two, stream: true }, { signal: leave.signal });
  await answer.body?.getReader().read();
  leave.abort();
  await house.expert.abandoned;
  // Fourteen pieces of two answers, one of them with its usage of six tokens.
  await expect.poll(house.booked).toEqual([34, 14]);
});
