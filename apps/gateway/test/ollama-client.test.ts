import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ollama } from "ollama";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, eventStream, startFakeExpert, streamPieces } from "./fake-expert.ts";
import { chatBody, chatService, startTestGateway, testKey, type TestGateway } from "./start-test-gateway.ts";

const recorded = (name: string): Buffer => readFileSync(join(import.meta.dirname, `recorded-${name}-stream.txt`));
const clientOf = ({ url }: TestGateway, key = testKey): Ollama =>
  new Ollama({ host: url, headers: { authorization: `Bearer ${key}` } });

const question = { role: "user", content: "What is the capital of France?" };
const weather = {
  type: "function",
  function: {
    name: "get_weather",
    description: "The weather in a city.",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};
const counted = { done: true, prompt_eval_count: 31, eval_count: 8 };

test("Ollama's own client gets a whole answer; its options are translated or left out", async () => {
  const content = '{"city":"Paris"}';
  const choices = [{ ...chatAnswer.choices[0], message: { role: "assistant", content } }];
  await using expert = await startFakeExpert(answerJson({ ...chatAnswer, choices }));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const schema = { type: "object", properties: { city: { type: "string" } } };
  const answer = await clientOf(gateway).chat({
    model: "smollm2:latest",
    messages: [{ role: "system", content: "Be brief." }, question],
    format: schema,
    think: false,
    keep_alive: "5m",
    options: { temperature: 0.2, num_predict: 64, num_ctx: 4_096, stop: ["\n"], seed: 7 },
    stream: false,
  });
  expect(answer).toMatchObject({
    model: "smollm2",
    message: { role: "assistant", content },
    done_reason: "stop",
    ...counted,
  });
  expect(expert.asked.map(({ path, body }) => [path, JSON.parse(body) as unknown])).toEqual([
    [
      "/v1/chat/completions",
      {
        model: "smollm2",
        temperature: 0.2,
        seed: 7,
        stop: ["\n"],
        max_tokens: 64,
        response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: true } },
        chat_template_kwargs: { enable_thinking: false },
        messages: [{ role: "system", content: "Be brief." }, question],
      },
    ],
  ]);
});

test("a stream is lines of JSON, the last with the counts", async () => {
  await using expert = await startFakeExpert(streamPieces(recorded("chat"), 7));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const pieces: string[] = [];
  let last: object = {};
  for await (const part of await clientOf(gateway).chat({ model: "auto", messages: [question], stream: true })) {
    pieces.push(part.message.content);
    last = part;
  }
  expect(pieces.join("")).toBe("Zürich liegt am See 🏔️ – 東京.");
  expect(pieces.length).toBeGreaterThan(3);
  expect(last).toMatchObject({ done: true, done_reason: "stop", eval_count: 9 });
  const answer = await gateway.post("/api/chat", { messages: [question] });
  expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
  expect((await answer.text()).split("\n").at(-1)).toBe("");
});

test("tools are called, whole, and their results go back to the expert with the call's id", async () => {
  await using expert = await startFakeExpert(streamPieces(recorded("tool"), 11));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const calls: unknown[] = [];
  const call = { function: { name: "get_weather", arguments: { city: "Bern" } } };
  const messages = [
    question,
    { role: "assistant", content: "", tool_calls: [call] },
    { role: "tool", content: "rain", tool_name: "get_weather" },
  ];
  const stream = await clientOf(gateway).chat({ model: "auto", messages, tools: [weather], stream: true });
  for await (const { message } of stream) calls.push(...(message.tool_calls ?? []));
  expect(calls).toEqual([
    { function: { name: "get_weather", arguments: { city: "Zürich" } } },
    { function: { name: "get_weather", arguments: { city: "Bern" } } },
  ]);
  expect(JSON.parse(expert.asked[0]?.body ?? "")).toMatchObject({
    messages: [
      question,
      {
        role: "assistant",
        tool_calls: [
          { id: "call_1", type: "function", function: { name: "get_weather", arguments: '{"city":"Bern"}' } },
        ],
      },
      { role: "tool", content: "rain", tool_call_id: "call_1" },
    ],
    tools: [weather],
  });
});

test("generate is a chat of one message; pictures go along; a request that asks nothing loads", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const client = clientOf(gateway);
  const answer = await client.generate({
    model: "auto",
    system: "Be brief.",
    prompt: "What is this?",
    images: ["iVBORw0KGgo="],
  });
  expect(answer).toMatchObject({ response: "The capital of France is Paris.", ...counted });
  expect(JSON.parse(expert.asked[0]?.body ?? "")).toMatchObject({
    messages: [
      { role: "system", content: "Be brief." },
      {
        role: "user",
        content: [
          { type: "text", text: "What is this?" },
          { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
        ],
      },
    ],
  });
  const loaded = await client.generate({ model: "auto", prompt: "" });
  expect(loaded).toMatchObject({ response: "", done: true, done_reason: "load" });
});

test("vectors, in both forms", async () => {
  const vectors = {
    model: "minilm",
    object: "list",
    data: [
      { object: "embedding", index: 1, embedding: [0, 1] },
      { object: "embedding", index: 0, embedding: [1, 0] },
    ],
    usage: { prompt_tokens: 5, total_tokens: 5 },
  };
  await using expert = await startFakeExpert(answerJson(vectors));
  const service = chatService(expert);
  await using gateway = await startTestGateway({
    services: { "expert-embed": { ...service, meta: { ...service.meta, kind: "embedding", model: "minilm" } } },
  });
  const client = clientOf(gateway);
  expect(await client.embed({ model: "minilm", input: ["a", "b"] })).toMatchObject({
    model: "minilm",
    embeddings: [
      [1, 0],
      [0, 1],
    ],
    prompt_eval_count: 5,
  });
  expect(await client.embeddings({ model: "minilm", prompt: "a" })).toEqual({ embedding: [1, 0] });
  expect((await client.show({ model: "minilm" })).capabilities).toEqual(["embedding"]);
});

test("the lists of models, and the version", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const client = clientOf(gateway);
  expect((await client.list()).models.map(({ name }) => name)).toEqual(["smollm2", "auto"]);
  expect((await client.ps()).models.map(({ name }) => name)).toEqual(["smollm2", "auto"]);
  expect((await client.show({ model: "chat:latest" })).capabilities).toEqual(["completion", "tools"]);
  expect((await client.version()).version).toMatch(/^\d+\.\d+\.\d+$/);
});

test("errors are Ollama's: one text", async () => {
  await using expert = await startFakeExpert((response) => {
    response.writeHead(200, eventStream);
    response.write('data: {"choices":[{"delta":{"content":"Par"}}]}\n\n', () =>
      setTimeout(() => response.destroy(), 20),
    );
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const client = clientOf(gateway);
  await expect(client.chat({ model: "nobody", messages: [question] })).rejects.toMatchObject({ status_code: 404 });
  await expect(client.show({ model: "nobody" })).rejects.toThrow("model 'nobody' not found");
  await expect(clientOf(gateway, "wrong").list()).rejects.toMatchObject({ status_code: 401 });
  await expect(client.pull({ model: "smollm2" })).rejects.toMatchObject({ status_code: 404 });
  const far = { model: "auto", messages: [{ ...question, images: ["http://10.0.0.1/a.png"] }] };
  await expect(client.chat(far)).rejects.toMatchObject({ status_code: 400 });
  const lines = (await (await gateway.post("/api/chat", { messages: chatBody.messages })).text()).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { message: { content: "Par" }, done: false },
    { error: "The expert 'chat' closed the connection. Try again shortly." },
  ]);
});
