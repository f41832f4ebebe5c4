import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eventData } from "@hearth/service/http/event-data.ts";
import OpenAI from "openai";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert, streamPieces } from "./fake-expert.ts";
import { chatService, startTestGateway, testKey, type TestGateway } from "./start-test-gateway.ts";

const recorded = (name: string): Buffer => readFileSync(join(import.meta.dirname, `recorded-${name}-stream.txt`));
const clientOf = ({ url }: TestGateway): OpenAI =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: testKey, maxRetries: 0, logLevel: "off" });

const weather = {
  type: "function" as const,
  name: "get_weather",
  description: "The weather in a city.",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  strict: true,
};

test("OpenAI's own client gets a response", async () => {
  const content = '{"city":"Paris"}';
  const choices = [{ ...chatAnswer.choices[0], message: { role: "assistant", content } }];
  await using expert = await startFakeExpert(answerJson({ ...chatAnswer, choices }));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const response = await clientOf(gateway).responses.create({
    model: "auto",
    instructions: "Be brief.",
    input: "What is the capital of France?",
    max_output_tokens: 64,
    text: { format: { type: "json_schema", name: "answer", schema: { type: "object" } } },
    reasoning: { effort: "low" },
  });
  expect(response.output_text).toBe(content);
  expect([response.id.slice(0, 5), response.status, response.background, response.instructions]).toEqual([
    "resp_",
    "completed",
    false,
    "Be brief.",
  ]);
  expect(response.usage).toEqual({
    input_tokens: 31,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 8,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 39,
  });
  expect(JSON.parse(expert.asked[0]?.body ?? "")).toEqual({
    model: "auto",
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "What is the capital of France?" },
    ],
    max_tokens: 64,
    reasoning_effort: "low",
    response_format: { type: "json_schema", json_schema: { name: "answer", schema: { type: "object" }, strict: true } },
  });
});

test("OpenAI's own client streams a response with thoughts, text and tool calls", async () => {
  await using expert = await startFakeExpert(streamPieces(recorded("tool"), 13));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const stream = clientOf(gateway).responses.stream({
    model: "smollm2",
    input: [
      { role: "user", content: "Which cities?" },
      { type: "function_call", call_id: "call_0", name: "cities", arguments: "{}" },
      { type: "function_call_output", call_id: "call_0", output: "Zürich, Bern" },
    ],
    tools: [weather],
    tool_choice: "required",
  });
  const events: { type: string; sequence_number: number }[] = [];
  stream.on("event", (event) => events.push(event));
  const response = await stream.finalResponse();
  expect(response.output).toMatchObject([
    { type: "reasoning", content: [{ type: "reasoning_text", text: "A tool knows." }] },
    { type: "message", content: [{ type: "output_text", text: "Let me look.", annotations: [] }] },
    { type: "function_call", call_id: "call_1", name: "get_weather", arguments: '{"city":"Zürich"}' },
    { type: "function_call", call_id: "call_2", name: "get_weather", arguments: '{"city":"Bern"}' },
  ]);
  expect([response.model, response.status, response.usage?.input_tokens_details]).toEqual([
    "smollm2",
    "completed",
    { cached_tokens: 0 },
  ]);
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
  expect(events.map(({ type }) => type.slice("response.".length))).toEqual([
    "created",
    "in_progress",
    "output_item.added",
    "content_part.added",
    "reasoning_text.delta",
    "reasoning_text.delta",
    "reasoning_text.done",
    "content_part.done",
    "output_item.done",
    "output_item.added",
    "content_part.added",
    "output_text.delta",
    "output_text.done",
    "content_part.done",
    "output_item.done",
    "output_item.added",
    "function_call_arguments.delta",
    "function_call_arguments.done",
    "output_item.done",
    "output_item.added",
    "function_call_arguments.delta",
    "function_call_arguments.done",
    "output_item.done",
    "completed",
  ]);
  expect(JSON.parse(expert.asked[0]?.body ?? "")).toMatchObject({
    messages: [
      { role: "user", content: "Which cities?" },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "call_0", type: "function", function: { name: "cities", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: "call_0", content: "Zürich, Bern" },
    ],
    tool_choice: "required",
    tools: [{ type: "function", function: { name: "get_weather", strict: true } }],
  });
});

test("OpenAI's own client learns that a response was cut short", async () => {
  const cut = { ...chatAnswer, choices: [{ ...chatAnswer.choices[0], finish_reason: "length" }] };
  await using expert = await startFakeExpert(answerJson(cut));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const { status, incomplete_details } = await clientOf(gateway).responses.create({ model: "auto", input: "Hi" });
  expect([status, incomplete_details]).toEqual(["incomplete", { reason: "max_output_tokens" }]);
});

test("a stream that breaks is an error for OpenAI's own client, and its last event is response.failed", async () => {
  const start = recorded("chat").subarray(0, 500);
  const firstEvent = start.subarray(0, start.indexOf("\n\n") + 2);
  const said = Buffer.from('data: {"error":{"message":"no memory","type":"server_error","code":500}}\n\n');
  await using broken = await startFakeExpert((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(start, () => setTimeout(() => response.destroy(), 20));
  });
  await using failing = await startFakeExpert(streamPieces(Buffer.concat([firstEvent, said]), 40));
  for (const [expert, error] of [
    [broken, { code: "expert_unavailable", message: "The expert 'chat' closed the connection. Try again shortly." }],
    [failing, { code: "server_error", message: "no memory" }],
  ] as const) {
    await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
    const stream = await clientOf(gateway).responses.create({ model: "smollm2", input: "Hi", stream: true });
    const read = async () => {
      for await (const event of stream) expect(event.type).toMatch(/^response\./);
    };
    await expect(read()).rejects.toMatchObject({ message: error.message });
    const raw = await gateway.post("/v1/responses", { model: "smollm2", input: "Hi", stream: true });
    const events = eventData(Buffer.from(await raw.text())).map(
      (data) => JSON.parse(data) as { type: string; sequence_number: number; response?: object },
    );
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
    expect(events.slice(-2)).toMatchObject([
      { type: "error", message: error.message },
      { type: "response.failed", response: { object: "response", status: "failed", error } },
    ]);
  }
});

test("OpenAI's own client gets errors for what is not kept and what runs elsewhere", async () => {
  await using gateway = await startTestGateway();
  const { responses } = clientOf(gateway);
  const ask = { model: "auto", input: "Hi" };
  await expect(responses.create({ ...ask, previous_response_id: "resp_1" })).rejects.toMatchObject({
    status: 404,
    code: "previous_response_not_found",
    param: "previous_response_id",
  });
  await expect(responses.create({ ...ask, background: true })).rejects.toMatchObject({
    message: "400 Invalid value for 'background': Answers are not made in the background; leave it out.",
    param: "background",
  });
  await expect(responses.create({ ...ask, conversation: "conv_1" })).rejects.toMatchObject({
    message: /^400 Invalid value for 'conversation': Conversations are not kept; use previous_response_id/,
  });
  await expect(responses.create({ ...ask, tools: [{ type: "web_search" }] })).rejects.toMatchObject({
    message: "400 Web search runs at OpenAI and is not available here.",
    param: "tools",
  });
  await expect(responses.retrieve("resp_1")).rejects.toMatchObject({ status: 404, code: "response_not_found" });
  await expect(responses.delete("resp_1")).rejects.toMatchObject({ status: 404, code: "response_not_found" });
});

test("OpenAI's own client continues, reads and deletes an answer that is kept", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const { responses } = clientOf(gateway);
  const first = await responses.create({ model: "auto", instructions: "Be brief.", input: "Capital of France?" });
  expect(first).toMatchObject({ store: true });
  const second = await responses.create({
    model: "auto",
    previous_response_id: first.id,
    input: [{ role: "user", content: "And of Italy?" }],
  });
  expect(second.previous_response_id).toBe(first.id);
  const third = await responses.create({ model: "auto", previous_response_id: second.id, input: "And?", store: false });
  const answered = { role: "assistant", content: "The capital of France is Paris." };
  expect(JSON.parse(expert.asked[2]?.body ?? "")).toEqual({
    model: "auto",
    messages: [
      { role: "user", content: "Capital of France?" },
      answered,
      { role: "user", content: "And of Italy?" },
      answered,
      { role: "user", content: "And?" },
    ],
  });
  expect(await responses.retrieve(first.id)).toMatchObject({ id: first.id, output: first.output });
  const items: unknown[] = [];
  for await (const item of responses.inputItems.list(second.id)) items.push(item);
  expect(items).toEqual([
    {
      id: `${second.id}_0`,
      type: "message",
      role: "user",
      content: [{ type: "input_text", text: "And of Italy?" }],
    },
  ]);
  await expect(responses.retrieve(third.id)).rejects.toMatchObject({ status: 404 });
  await responses.delete(first.id);
  await expect(responses.retrieve(first.id)).rejects.toMatchObject({ status: 404 });
  await expect(
    responses.create({ model: "auto", previous_response_id: second.id, input: "And?" }),
  ).rejects.toMatchObject({ code: "previous_response_not_found" });
});

test("OpenAI's own client counts tokens and asks for legacy completions", async () => {
  await using expert = await startFakeExpert((response, asked) => {
    if (asked.path === "/v1/completions") {
      answerJson({ id: "c", object: "text_completion", created: 1, model: "smollm2", choices: [] })(response, asked);
    } else answerJson({ input_tokens: 7 })(response, asked);
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const client = clientOf(gateway);
  expect(await client.responses.inputTokens.count({ model: "auto", input: "Hi" })).toEqual({
    object: "response.input_tokens",
    input_tokens: 7,
  });
  const { object } = await client.completions.create({ model: "smollm2", prompt: "Hello", logprobs: 2, n: 2 });
  expect(object).toBe("text_completion");
  expect(expert.asked.map(({ path }) => path)).toEqual(["/v1/chat/completions/input_tokens", "/v1/completions"]);
});

test("OpenAI's own client sends a recording and gets speech and images, byte for byte", async () => {
  const sound = Buffer.from([0x49, 0x44, 0x33, 0, 255, 254]);
  await using media = await startFakeExpert((response, asked) => {
    if (asked.path === "/v1/audio/speech") response.writeHead(200, { "content-type": "audio/mpeg" }).end(sound);
    else if (asked.path === "/v1/images/generations")
      answerJson({ created: 1, data: [{ b64_json: "aGk=" }] })(response, asked);
    else answerJson({ text: "Good morning." })(response, asked);
  });
  const service = (kind: string) => ({ meta: { kind, model: kind, expert: kind }, ports: [media.port] });
  await using gateway = await startTestGateway({
    services: {
      "expert-listener": service("transcription"),
      "expert-voice": service("speech"),
      "expert-painter": service("image"),
    },
  });
  const client = clientOf(gateway);
  const file = new File([sound], "morning.mp3", { type: "audio/mpeg" });
  expect(await client.audio.transcriptions.create({ model: "transcription", file })).toEqual({ text: "Good morning." });
  expect(media.asked[0]?.headers["content-type"]).toMatch(/^multipart\/form-data; ?boundary=/);
  expect(media.asked[0]?.body).toContain('name="file"; filename="morning.mp3"');
  const speech = await client.audio.speech.create({ model: "voice", voice: "alloy", input: "Good morning." });
  expect([speech.headers.get("content-type"), Buffer.from(await speech.arrayBuffer())]).toEqual(["audio/mpeg", sound]);
  const { data } = await client.images.generate({ model: "painter", prompt: "A morning." });
  expect(data).toEqual([{ b64_json: "aGk=" }]);
});
