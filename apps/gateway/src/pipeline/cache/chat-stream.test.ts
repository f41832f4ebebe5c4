import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chatAnswer } from "../../../test/fake-expert.ts";
import { answerText } from "./answer-text.ts";
import { chatEvents } from "./chat-events.ts";
import { collectChatStream } from "./collect-chat-stream.ts";

const answer = Buffer.from(JSON.stringify(chatAnswer));

test("an answer as a stream, collected, is the answer", () => {
  const collected = collectChatStream(chatEvents(answer, true));
  expect(JSON.parse(String(collected))).toEqual(chatAnswer);
});

test("usage is sent only if it was asked for", () => {
  const data = chatEvents(answer, false).toString().trim().split("\n\n");
  expect(
    data.map((event) => (event === "data: [DONE]" ? "done" : Object.keys(JSON.parse(event.slice(5)) as object))),
  ).toEqual([["id", "object", "created", "model", "choices"], ["id", "object", "created", "model", "choices"], "done"]);
});

test("a recorded stream of llama-server is collected, with token counts from its timings", () => {
  const recorded = readFileSync(join(import.meta.dirname, "../../../test/recorded-chat-stream.txt"));
  const collected = collectChatStream(recorded)!;
  expect(answerText(collected)).toMatchInlineSnapshot(`"Zürich liegt am See 🏔️ – 東京."`);
  expect((JSON.parse(collected.toString()) as { usage: unknown }).usage).toMatchInlineSnapshot(`
    {
      "completion_tokens": 9,
      "prompt_tokens": 21,
      "total_tokens": 30,
    }
  `);
});

test.each([
  ["it has no end", 'data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}\n\n'],
  ["nothing says why it ended", 'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\ndata: [DONE]\n\n'],
  ["an error is in it", 'data: {"error":{"message":"x"}}\n\ndata: [DONE]\n\n'],
  [
    "a tool is called",
    'data: {"choices":[{"index":0,"delta":{"tool_calls":[{}]},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
  ],
  [
    "it has a second choice",
    'data: {"choices":[{"index":1,"delta":{"content":"a"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
  ],
  [
    "it has log probabilities",
    'data: {"choices":[{"index":0,"delta":{"content":"a"},"logprobs":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
  ],
  ["it is no JSON", "data: {\n\ndata: [DONE]\n\n"],
  ["it is empty", "data: [DONE]\n\n"],
])("a stream is not cached when %s", (_why, stream) => {
  expect(collectChatStream(Buffer.from(stream))).toBe(undefined);
});

test("the text of an answer, and what is not an answer", () => {
  const others = ["{}", "<", "null", '{"choices":[]}', '{"choices":[{}]}', '{"choices":[{"message":null}]}'];
  expect(answerText(answer)).toBe("The capital of France is Paris.");
  expect(answerText(Buffer.from('{"choices":[{"message":{"content":null}}]}'))).toBe("");
  expect(others.map((text) => answerText(Buffer.from(text)))).toEqual(others.map(() => undefined));
});
