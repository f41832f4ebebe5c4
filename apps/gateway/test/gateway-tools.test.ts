import { expect, test } from "vitest";
import { eventData } from "@hearth/service/http/event-data.ts";
import {
  answerJson,
  chatAnswer,
  eventStream,
  startFakeExpert,
  type Behaviour,
  type FakeExpert,
} from "./fake-expert.ts";
import { chatBody, chatService, startTestGateway } from "./start-test-gateway.ts";

/* Tools and structured answers for every model: calls made by a JSON schema, checked against the caller's own, with one repair. */

const knows = (tools: boolean) => ({
  "/props": { chat_template_caps: { supports_tools: tools, supports_tool_calls: tools } },
});
const city = { type: "object", properties: { city: { type: "string", minLength: 2 } }, required: ["city"] };
const tool = (name: string, parameters: object = city) => ({ type: "function", function: { name, parameters } });
const tools = [tool("weather"), tool("time", { type: "object", properties: {} })];

const answering = (message: object, finish_reason = "stop") => ({
  ...chatAnswer,
  choices: [{ index: 0, finish_reason, message: { role: "assistant", ...message } }],
});
const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/** Streams deltas as llama-server does. */
function streamed(deltas: readonly object[], finish_reason: string): Behaviour {
  const chunk = (more: object): string =>
    `data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "smollm2", ...more })}\n\n`;
  return (response) => {
    response.writeHead(200, eventStream);
    const all = [{ role: "assistant", content: null }, ...deltas];
    for (const delta of all) response.write(chunk({ choices: [{ index: 0, delta, finish_reason: null }] }));
    response.write(chunk({ choices: [{ index: 0, delta: {}, finish_reason }] }));
    response.end(`${chunk({ choices: [], usage })}data: [DONE]\n\n`);
  };
}

/** One behaviour after the other. */
function inTurn(...behaviours: readonly Behaviour[]): Behaviour {
  let next = 0;
  return (response, asked) => {
    behaviours[Math.min(next, behaviours.length - 1)]?.(response, asked);
    next += 1;
  };
}

interface Sent {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly response_format?: { readonly json_schema: { readonly schema: { readonly anyOf: readonly unknown[] } } };
  readonly [name: string]: unknown;
}
const sent = ({ asked }: FakeExpert, at = -1): Sent => JSON.parse(asked.at(at)?.body ?? "") as Sent;
const pieces = (text: string) => Array.from(text, (content) => ({ content }));

interface Chunk {
  readonly choices: readonly {
    readonly delta: {
      readonly role?: string;
      readonly content?: string | null;
      readonly tool_calls?: readonly Called[];
    };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: typeof usage;
}
interface Called {
  readonly function: { readonly name: string; readonly arguments: string };
}

/** A stream as text, calls, finish reasons and usage. */
function read(stream: string) {
  const chunks = eventData(Buffer.from(stream))
    .filter((data) => data !== "[DONE]")
    .map((data) => JSON.parse(data) as Chunk);
  // Clients such as the AI SDK read no other.
  const choices = chunks.flatMap((chunk) => chunk.choices.slice(0, 1));
  return {
    text: choices.map(({ delta }) => delta.content ?? "").filter((text) => text !== ""),
    roles: choices.filter(({ delta }) => delta.role !== undefined).length,
    calls: choices
      .flatMap(({ delta }) => delta.tool_calls ?? [])
      .map(({ function: called }) => [called.name, JSON.parse(called.arguments) as unknown]),
    finish: choices.map(({ finish_reason }) => finish_reason).filter((finish) => finish !== null),
    usage: chunks.find((chunk) => chunk.usage !== undefined)?.usage,
    done: stream.endsWith("data: [DONE]\n\n"),
  };
}

const call = '{"name": "weather", "arguments": {"city": "Bern"}}';
const made = [
  { id: expect.any(String) as string, type: "function", function: { name: "weather", arguments: '{"city":"Bern"}' } },
];

test.each([
  ["a template without tools", false, "required"],
  ["a named function", true, { type: "function", function: { name: "weather" } }],
  ["any call", true, "required"],
])("a demanded call is made by a JSON schema: %s", async (_what, able, tool_choice) => {
  await using expert = await startFakeExpert(answerJson(answering({ content: call })), knows(able));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) }, bodyBytes: 9_999 });
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, tools, tool_choice });
  expect(await answer.json()).toMatchObject({
    choices: [{ finish_reason: "tool_calls", message: { content: null, tool_calls: made } }],
    usage: chatAnswer.usage,
  });
  const asked = sent(expert);
  expect(asked.response_format?.json_schema.schema.anyOf).toHaveLength(typeof tool_choice === "string" ? 2 : 1);
  expect(asked["tool_choice"]).toBe(able ? "none" : undefined);
  expect(asked.messages[0]?.content.startsWith("You can call these functions:\n")).toBe(!able);
});

test("the call of a template without tools is streamed, in the form of each API", async () => {
  await using expert = await startFakeExpert(streamed(pieces(call), "stop"), knows(false));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) }, bodyBytes: 9_999 });
  const chat = await gateway.post("/v1/chat/completions", {
    ...chatBody,
    tools,
    tool_choice: "required",
    stream: true,
  });
  expect(read(await chat.text())).toEqual({
    text: [],
    roles: 1,
    calls: [["weather", { city: "Bern" }]],
    finish: ["tool_calls"],
    usage,
    done: true,
  });
  const message = await gateway.post("/v1/messages", {
    ...chatBody,
    max_tokens: 50,
    stream: true,
    tools: [{ name: "weather", input_schema: city }],
    tool_choice: { type: "any" },
  });
  const events = await message.text();
  expect(events).toContain('"content_block":{"type":"tool_use"');
  expect(events).toContain('"partial_json":"{\\"city\\":\\"Bern\\"}"');
  expect(events).toContain('"stop_reason":"tool_use"');
  const response = await gateway.post("/v1/responses", {
    model: "smollm2",
    input: "Weather?",
    stream: true,
    tools: [{ type: "function", name: "weather", parameters: city }],
    tool_choice: "required",
  });
  expect(await response.text()).toMatch(/"type":"function_call"[^\n]*"name":"weather"[^\n]*/);
  const ollama = await gateway.post("/api/chat", { ...chatBody, tools: [tool("weather")] });
  expect(await ollama.text()).toContain('"tool_calls":[{"function":{"name":"weather","arguments":{"city":"Bern"}}}]');
});

test("a template without tools may answer instead, and the answer is streamed as it is written", async () => {
  await using expert = await startFakeExpert(
    streamed(pieces('{ "answer": "It is\\n\\u00fc\\ud83d\\ude00." }'), "stop"),
    knows(false),
  );
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) }, bodyBytes: 9_999 });
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, tools, stream: true });
  expect(answer.headers.get("x-hearth-warnings")).toBe(
    "the template of expert chat knows no tools, so calls are made by a JSON schema",
  );
  expect(read(await answer.text())).toMatchObject({
    text: ["I", "t", " ", "i", "s", "\n", "ü", "😀", "."],
    finish: ["stop"],
    done: true,
  });
  expect(sent(expert).response_format?.json_schema.schema.anyOf).toHaveLength(3);
});

test.each([false, true])("a call that a model wrote in a code fence is one; streamed: %s", async (stream) => {
  const text = `\`\`\`json\n${call}\n\`\`\``;
  const behaviour = stream ? streamed(pieces(text), "stop") : answerJson(answering({ content: text }));
  await using expert = await startFakeExpert(behaviour, knows(true));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) }, bodyBytes: 9_999 });
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, tools, stream });
  if (stream) {
    expect(read(await answer.text())).toMatchObject({
      text: [],
      calls: [["weather", { city: "Bern" }]],
      finish: ["tool_calls"],
    });
  } else {
    expect(await answer.json()).toMatchObject({
      choices: [{ finish_reason: "tool_calls", message: { tool_calls: made } }],
    });
  }
  expect(expert.asked).toHaveLength(1);
});

test("text of a model that knows tools passes as it is written, and JSON that is no call stays text", async () => {
  const text = 'Look:\n```json\n{"a": 1}\n```';
  await using expert = await startFakeExpert(streamed(pieces(text), "stop"), knows(true));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) }, bodyBytes: 9_999 });
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, tools, stream: true });
  const { text: sentText, finish } = read(await answer.text());
  expect([sentText.slice(0, 6), sentText.join(""), finish]).toEqual([Array.from("Look:\n"), text, ["stop"]]);
});

const native = (given: string) => ({
  content: null,
  tool_calls: [{ id: "call_1", type: "function", function: { name: "weather", arguments: given } }],
});

test("a call whose arguments do not fit is made again by a JSON schema, once, and both attempts are counted", async () => {
  await using expert = await startFakeExpert(
    inTurn(
      answerJson(answering(native('{"town": "Bern"}'), "tool_calls")),
      answerJson({ ...answering({ content: call }), usage }),
    ),
    knows(true),
  );
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) }, bodyBytes: 9_999 });
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, tools });
  expect(await answer.json()).toMatchObject({
    choices: [{ finish_reason: "tool_calls", message: { tool_calls: made } }],
    usage: { prompt_tokens: 41, completion_tokens: 13, total_tokens: 54 },
  });
  const again = sent(expert);
  expect([again["tool_choice"], again.response_format?.json_schema.schema.anyOf.length]).toEqual(["none", 1]);
  expect(again.messages.slice(-2)).toEqual([
    { role: "assistant", content: '{"name": "weather", "arguments": {"town": "Bern"}}' },
    {
      role: "user",
      content:
        "The arguments of 'weather' do not match its schema: /city is missing. Write it again without this mistake.",
    },
  ]);
  const metrics = await (await gateway.fetch("/metrics")).text();
  expect(metrics).toMatch(/completion[^\n]* 13\n/);
});

test.each([false, true])(
  "what is wrong twice is an error in words, and no breaker opens; streamed: %s",
  async (stream) => {
    const bad = '{"name": "weather", "arguments": {"city": "B"}}';
    const behaviour = stream ? streamed(pieces(bad), "stop") : answerJson(answering({ content: bad }));
    await using expert = await startFakeExpert(behaviour, knows(false));
    await using gateway = await startTestGateway({
      services: { "expert-chat": chatService(expert) },
      bodyBytes: 9_999,
    });
    for (let time = 0; time < 5; time += 1) {
      const answer = await gateway.post("/v1/chat/completions", {
        ...chatBody,
        tools,
        tool_choice: "required",
        stream,
      });
      const said = await answer.text();
      const message =
        "The model's answer cannot be used, even after a second attempt. The arguments of 'weather' do not match its schema: " +
        "/city needs at least 2 characters. Try a larger model or a simpler schema.";
      expect(said).toContain(
        `{"error":{"message":"${message}","type":"invalid_request_error","param":null,"code":"unfit_answer"}}`,
      );
      expect(answer.status).toBe(stream ? 200 : 422);
    }
    expect(expert.asked).toHaveLength(10);
  },
);

const format = (schema: object) => ({
  response_format: { type: "json_schema", json_schema: { name: "x", strict: true, schema } },
});
const aged = { type: "object", properties: { age: { type: "number", minimum: 18 } }, required: ["age"] };

test.each([false, true])("JSON that breaks its schema is asked for once more; streamed: %s", async (stream) => {
  const behave = (text: string): Behaviour =>
    stream ? streamed(pieces(text), "stop") : answerJson(answering({ content: text }));
  await using expert = await startFakeExpert(inTurn(behave('{"age": 3}'), behave('{"age": 30}')), knows(true));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, ...format(aged), stream });
  if (stream) {
    expect(read(await answer.text())).toEqual({
      text: ['{"age": 30}'],
      roles: 1,
      calls: [],
      finish: ["stop"],
      usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 },
      done: true,
    });
  } else expect(await answer.json()).toMatchObject({ choices: [{ message: { content: '{"age": 30}' } }] });
  expect(sent(expert).messages.at(-1)?.content).toBe(
    "The answer does not match the schema: /age must be at least 18. Write it again without this mistake.",
  );
});

test("JSON by a schema that the grammar enforces is streamed as it is written", async () => {
  const text = '{"age": 3}';
  await using expert = await startFakeExpert(streamed(pieces(text), "stop"), knows(true));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const schema = { type: "object", properties: { age: { type: "integer" } } };
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, ...format(schema), stream: true });
  expect(read(await answer.text()).text).toEqual(Array.from(text));
  expect(expert.asked).toHaveLength(1);
});

test("an answer that reached its limit is passed on as far as it goes", async () => {
  await using expert = await startFakeExpert(
    answerJson(answering({ content: '{"name": "wea' }, "length")),
    knows(false),
  );
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) }, bodyBytes: 9_999 });
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, tools, tool_choice: "required" });
  expect(await answer.json()).toMatchObject({ choices: [{ finish_reason: "length", message: { content: "" } }] });
  expect(expert.asked).toHaveLength(1);
});

test("messages out of turn are put in turns for a template that demands them, and stay for others", async () => {
  const messages = ["assistant", "user", "user"].map((role) => ({ role, content: role }));
  const asked = async (anyOrder: boolean): Promise<readonly string[]> => {
    await using expert = await startFakeExpert(answerJson(chatAnswer), {
      ...knows(true),
      ...(anyOrder ? { "/apply-template": { prompt: "" } } : {}),
    });
    await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
    await gateway.post("/v1/chat/completions", { ...chatBody, messages });
    return sent(expert).messages.map(({ role }) => role);
  };
  expect(await asked(false)).toEqual(["user", "assistant", "user"]);
  expect(await asked(true)).toEqual(["assistant", "user", "user"]);
});
