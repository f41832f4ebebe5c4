import { expect, test } from "vitest";
import type { ResponsesItem } from "./schemas.ts";
import { toChatMessages } from "./to-chat-messages.ts";

const call = (call_id: string): ResponsesItem => ({ type: "function_call", call_id, name: "f", arguments: "{}" });
const asked = (id: string) => ({ id, type: "function", function: { name: "f", arguments: "{}" } });
const thought: ResponsesItem = { type: "reasoning", content: [{ text: "Hm." }] };

test.each<[string, readonly ResponsesItem[], readonly object[]]>([
  [
    "texts become one; pictures keep their places",
    [
      { role: "developer", content: "Be brief." },
      {
        role: "user",
        content: [
          { type: "input_text", text: "a" },
          { type: "input_text", text: "b" },
        ],
      },
      { role: "user", content: [{ type: "input_image", image_url: "data:,", detail: "low" }] },
    ],
    [
      { role: "developer", content: "Be brief." },
      { role: "user", content: "a\nb" },
      { role: "user", content: [{ type: "image_url", image_url: { url: "data:,", detail: "low" } }] },
    ],
  ],
  [
    "a thought, a text and calls of one turn are one message",
    [thought, { role: "assistant", content: [{ type: "output_text", text: "Let me look." }] }, call("1"), call("2")],
    [{ role: "assistant", content: "Let me look.", reasoning_content: "Hm.", tool_calls: [asked("1"), asked("2")] }],
  ],
  [
    "a thought and a call",
    [thought, call("1"), { type: "function_call_output", call_id: "1", output: [{ type: "input_text", text: "ok" }] }],
    [
      { role: "assistant", content: null, reasoning_content: "Hm.", tool_calls: [asked("1")] },
      { role: "tool", tool_call_id: "1", content: "ok" },
    ],
  ],
  ["a thought that is kept secret is nothing", [{ type: "reasoning" }], []],
  [
    "two answers in a row stay two",
    [
      { role: "assistant", content: "a" },
      { role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
    ],
    [
      { role: "assistant", content: "a" },
      { role: "assistant", content: "No." },
    ],
  ],
])("%s", (_what, items, expected) => {
  expect(toChatMessages(items)).toEqual(expected);
});
