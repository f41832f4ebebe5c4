import { expect, test } from "vitest";
import { chatRequestSchema } from "../../api/openai/schemas.ts";
import { MessagesAnswer } from "./messages-answer.ts";
import { toMessagesRequest } from "./to-messages-request.ts";

const translated = (chat: object): unknown =>
  JSON.parse(JSON.stringify(toMessagesRequest(chatRequestSchema.parse(chat), { model: "claude", maxTokens: 4_096 })));
const user = (content: unknown) => ({ role: "user", content });

test("a plain chat", () => {
  expect(
    translated({
      messages: [{ role: "system", content: "Be brief." }, user("Hello")],
      temperature: 1.7,
      seed: 3,
      stop: "END",
    }),
  ).toEqual({
    model: "claude",
    max_tokens: 4_096,
    system: "Be brief.",
    messages: [{ role: "user", content: [{ type: "text", text: "Hello" }] }],
    temperature: 1,
    stop_sequences: ["END"],
  });
});

test("images, as base64 data or URLs", () => {
  const parts = [
    { type: "text", text: "What is this?" },
    { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } },
    { type: "image_url", image_url: { url: "data:image/svg+xml,%3Csvg/%3E" } },
  ];
  expect(translated({ messages: [user(parts)], max_tokens: 5, stream: true })).toEqual({
    model: "claude",
    max_tokens: 5,
    stream: true,
    messages: [
      {
        role: "user",
        content: [
          parts[0],
          { type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } },
          { type: "image", source: { type: "url", url: "data:image/svg+xml,%3Csvg/%3E" } },
        ],
      },
    ],
  });
});

test("a conversation with tools; turns alternate", () => {
  const call = (id: string, text: string) => ({ id, type: "function", function: { name: "weather", arguments: text } });
  expect(
    translated({
      messages: [
        user("Rome? Oslo?"),
        { role: "assistant", content: null, tool_calls: [call("a", '{"city":"Rome"}'), call("b", "{broken")] },
        { role: "tool", tool_call_id: "a", content: "sunny" },
        { role: "tool", tool_call_id: "b", content: "no such city" },
        user("So?"),
      ],
      tools: [
        { type: "function", function: { name: "weather", description: "Of a city", parameters: { type: "object" } } },
      ],
      tool_choice: { type: "function", function: { name: "weather" } },
      parallel_tool_calls: false,
    }),
  ).toEqual({
    model: "claude",
    max_tokens: 4_096,
    messages: [
      { role: "user", content: [{ type: "text", text: "Rome? Oslo?" }] },
      {
        role: "assistant",
        content: [
          { type: "tool_use", id: "a", name: "weather", input: { city: "Rome" } },
          { type: "tool_use", id: "b", name: "weather", input: { text: "{broken" } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "a", content: "sunny" },
          { type: "tool_result", tool_use_id: "b", content: "no such city" },
          { type: "text", text: "So?" },
        ],
      },
    ],
    tools: [{ name: "weather", description: "Of a city", input_schema: { type: "object" } }],
    tool_choice: { type: "tool", name: "weather", disable_parallel_tool_use: true },
  });
});

test("no tools if none may be chosen", () => {
  const tools = [{ type: "function", function: { name: "x" } }];
  expect(translated({ messages: [user("a")], tools, tool_choice: "none" })).not.toHaveProperty("tools");
  expect(translated({ messages: [user("a")], tools, tool_choice: "required" })).toMatchObject({
    tool_choice: { type: "any" },
  });
});

const usage = { input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 7 };

test("a whole answer", () => {
  const answer = {
    id: "msg_1",
    model: "claude",
    content: [
      { type: "thinking", thinking: "Hm." },
      { type: "text", text: "I look." },
      { type: "tool_use", id: "t1", name: "weather", input: { city: "Rome" } },
    ],
    stop_reason: "tool_use",
    usage,
  };
  expect(JSON.parse(new MessagesAnswer().whole(Buffer.from(JSON.stringify(answer))).toString())).toEqual({
    id: "msg_1",
    object: "chat.completion",
    created: expect.any(Number) as number,
    model: "claude",
    choices: [
      {
        index: 0,
        finish_reason: "tool_calls",
        message: {
          role: "assistant",
          content: "I look.",
          reasoning_content: "Hm.",
          tool_calls: [{ id: "t1", type: "function", function: { name: "weather", arguments: '{"city":"Rome"}' } }],
        },
      },
    ],
    usage: { prompt_tokens: 15, completion_tokens: 7, total_tokens: 22 },
  });
});

const event = (data: { type: string; [field: string]: unknown }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
const stream = [
  { type: "message_start", message: { id: "msg_1", model: "claude", usage: { input_tokens: 10, output_tokens: 1 } } },
  { type: "ping" },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hel" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "lo" } },
  { type: "content_block_stop", index: 0 },
  { type: "content_block_start", index: 1, content_block: { type: "tool_use", id: "t1", name: "weather", input: {} } },
  { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '{"city":' } },
  { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '"Rome"}' } },
  { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 7 } },
  { type: "message_stop" },
].map(event);

test("a stream becomes a stream of chunks", () => {
  const form = new MessagesAnswer();
  const text = stream.map((events) => form.events(Buffer.from(events)).toString()).join("") + form.end().toString();
  const chunks = text
    .trimEnd()
    .split("\n\n")
    .map((chunk) => chunk.slice("data: ".length));
  expect(chunks.pop()).toBe("[DONE]");
  const parsed = chunks.map(
    (chunk) => JSON.parse(chunk) as { id: string; choices: { delta: object; finish_reason: string }[]; usage?: object },
  );
  expect(new Set(parsed.map(({ id }) => id))).toEqual(new Set(["msg_1"]));
  expect(parsed.flatMap(({ choices }) => choices.map(({ delta }) => delta))).toEqual([
    { role: "assistant", content: "" },
    { content: "Hel" },
    { content: "lo" },
    { tool_calls: [{ index: 0, id: "t1", type: "function", function: { name: "weather", arguments: "" } }] },
    { tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] },
    { tool_calls: [{ index: 0, function: { arguments: '"Rome"}' } }] },
    {},
  ]);
  expect(parsed.at(-2)?.choices[0]?.finish_reason).toBe("tool_calls");
  expect(parsed.at(-1)?.usage).toEqual({ prompt_tokens: 10, completion_tokens: 7, total_tokens: 17 });
});

test.each([
  ["no JSON", "<html>"],
  ["no message", "{}"],
  ["null", "null"],
])("%s is no answer", (_what, text) => {
  expect(() => new MessagesAnswer().whole(Buffer.from(text))).toThrow(
    expect.objectContaining({ code: "expert_failed" }) as Error,
  );
});

test("a stream with an error or without an end is not an answer", () => {
  const failed = event({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } });
  expect(() => new MessagesAnswer().events(Buffer.from(failed))).toThrow("Overloaded");
  const cut = new MessagesAnswer();
  cut.events(Buffer.from(stream.slice(0, 5).join("")));
  expect(() => cut.end()).toThrow(expect.objectContaining({ code: "expert_failed" }) as Error);
});
