import { expect, test } from "vitest";
import { readChatAnswer } from "../openai/read-chat-answer.ts";
import { toMessage } from "./to-message.ts";

const answer = (choice: object, rest: object = {}) =>
  readChatAnswer(Buffer.from(JSON.stringify({ model: "m", choices: [choice], ...rest })));

test.each<[string, object, object]>([
  ["an empty answer", { finish_reason: "stop", message: { content: null } }, { content: [], stop_reason: "end_turn" }],
  ["a cut one", { finish_reason: "length", message: { content: "A" } }, { stop_reason: "max_tokens" }],
  [
    "a refusal",
    { finish_reason: "content_filter", message: { refusal: "No." } },
    { content: [{ type: "text", text: "No." }], stop_reason: "refusal" },
  ],
  [
    "a call whose arguments are no JSON",
    { finish_reason: "stop", message: { tool_calls: [{ id: "t", function: { name: "f", arguments: "{city" } }] } },
    { content: [{ type: "tool_use", id: "t", name: "f", input: { input: "{city" } }], stop_reason: "tool_use" },
  ],
])("%s", (_what, choice, expected) => {
  expect(toMessage(answer(choice))).toMatchObject(expected);
});

test("tokens read from the cache are counted separately", () => {
  const usage = { prompt_tokens: 80, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 64 } };
  expect(toMessage(answer({ message: { content: "A" } }, { usage }))).toMatchObject({
    usage: { input_tokens: 16, cache_read_input_tokens: 64, cache_creation_input_tokens: 0, output_tokens: 5 },
  });
});
