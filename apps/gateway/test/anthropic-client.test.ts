import { readFileSync } from "node:fs";
import { join } from "node:path";
import Anthropic from "@anthropic-ai/sdk";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert, streamPieces } from "./fake-expert.ts";
import { chatService, startTestGateway, testKey, type TestGateway } from "./start-test-gateway.ts";

const recorded = (name: string): Buffer => readFileSync(join(import.meta.dirname, `recorded-${name}-stream.txt`));
const clientOf = ({ url }: TestGateway, apiKey = testKey): Anthropic =>
  new Anthropic({ baseURL: url, apiKey, maxRetries: 0, logLevel: "off" });

const question = { role: "user" as const, content: "What is the capital of France?" };
const weather = {
  name: "get_weather",
  description: "The weather in a city.",
  input_schema: { type: "object" as const, properties: { city: { type: "string" } }, required: ["city"] },
};

test("Anthropic's own client gets a message", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const message = await clientOf(gateway).messages.create({
    model: "auto",
    max_tokens: 64,
    system: "Be brief.",
    messages: [question],
    stop_sequences: ["\n"],
  });
  expect({ ...message, id: message.id.slice(0, 4) }).toEqual({
    id: "msg_",
    type: "message",
    role: "assistant",
    model: "smollm2",
    content: [{ type: "text", text: "The capital of France is Paris." }],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: { input_tokens: 31, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 8 },
  });
  expect(expert.asked.map(({ path, body }) => [path, JSON.parse(body) as unknown])).toEqual([
    [
      "/v1/chat/completions",
      {
        model: "auto",
        messages: [{ role: "system", content: "Be brief." }, question],
        max_tokens: 64,
        stop: ["\n"],
      },
    ],
  ]);
});

test("Anthropic's own client streams thoughts, text and tool calls", async () => {
  await using expert = await startFakeExpert(streamPieces(recorded("tool"), 11));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const stream = clientOf(gateway).messages.stream({
    model: "smollm2",
    max_tokens: 64,
    messages: [question],
    tools: [weather],
    tool_choice: { type: "any", disable_parallel_tool_use: false },
  });
  const types: string[] = [];
  stream.on("streamEvent", ({ type }) => types.push(type));
  const message = await stream.finalMessage();
  expect(message.content).toEqual([
    { type: "thinking", thinking: "A tool knows.", signature: "" },
    { type: "text", text: "Let me look." },
    { type: "tool_use", id: "call_1", name: "get_weather", input: { city: "Zürich" } },
    { type: "tool_use", id: "call_2", name: "get_weather", input: { city: "Bern" } },
  ]);
  expect([message.model, message.stop_reason, message.usage]).toEqual([
    "smollm2",
    "tool_use",
    { input_tokens: 80, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 30 },
  ]);
  expect([types[0], ...types.slice(-3)]).toEqual([
    "message_start",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
  const asked = JSON.parse(expert.asked[0]?.body ?? "") as Record<string, unknown>;
  expect(asked).toMatchObject({
    stream: true,
    stream_options: { include_usage: true },
    tools: [
      {
        type: "function",
        function: { name: "get_weather", description: weather.description, parameters: weather.input_schema },
      },
    ],
    tool_choice: "required",
  });
});

test("Anthropic's own client counts tokens and lists models", async () => {
  await using expert = await startFakeExpert(answerJson({ input_tokens: 31, object: "response.input_tokens" }));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const client = clientOf(gateway);
  expect(await client.messages.countTokens({ model: "smollm2", messages: [question], tools: [weather] })).toEqual({
    input_tokens: 31,
  });
  expect(expert.asked[0]?.path).toBe("/v1/chat/completions/input_tokens");
  const ids: string[] = [];
  for await (const model of client.models.list()) ids.push(model.id);
  expect(ids).toEqual(["smollm2", "auto"]);
  expect((await client.models.retrieve("smollm2")).display_name).toBe("smollm2");
});

test("Anthropic's own client maps the errors to its own classes", async () => {
  await using gateway = await startTestGateway();
  const ask = { model: "gpt-9", max_tokens: 8, messages: [question] };
  await expect(clientOf(gateway).messages.create(ask)).rejects.toMatchObject({
    status: 404,
    type: "not_found_error",
    error: {
      type: "error",
      error: {
        type: "not_found_error",
        message: "The model 'gpt-9' does not exist; GET /v1/models lists those that do.",
        code: "model_not_found",
      },
    },
  });
  await expect(clientOf(gateway, "hearth_wrong").messages.create(ask)).rejects.toBeInstanceOf(
    Anthropic.AuthenticationError,
  );
  await expect(clientOf(gateway, "hearth_wrong").models.list()).rejects.toMatchObject({ type: "authentication_error" });
  await expect(clientOf(gateway).messages.create({ ...ask, max_tokens: 0 })).rejects.toMatchObject({
    status: 400,
    type: "invalid_request_error",
  });
  await expect(clientOf(gateway).messages.create({ ...ask, model: "auto" })).rejects.toMatchObject({
    status: 503,
    type: "overloaded_error",
  });
});

test("Anthropic's own client gets an error from a stream that breaks, and one that the expert sends", async () => {
  const start = recorded("chat").subarray(0, 500);
  const firstEvent = start.subarray(0, start.indexOf("\n\n") + 2);
  await using broken = await startFakeExpert((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(start, () => setTimeout(() => response.destroy(), 20));
  });
  const said = Buffer.from('data: {"error":{"message":"no memory","type":"server_error","code":500}}\n\n');
  await using failing = await startFakeExpert(streamPieces(Buffer.concat([firstEvent, said]), 40));
  for (const [expert, type, message] of [
    [broken, "overloaded_error", "The expert 'chat' closed the connection. Try again shortly."],
    [failing, "api_error", "no memory"],
  ] as const) {
    await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
    const stream = clientOf(gateway).messages.stream({ model: "smollm2", max_tokens: 8, messages: [question] });
    await expect(stream.finalMessage()).rejects.toMatchObject({ error: { error: { type, message } } });
  }
});
