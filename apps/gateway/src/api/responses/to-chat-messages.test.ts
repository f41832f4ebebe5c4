import { expect, test } from "vitest";
import { Warnings } from "../../domain/warnings.ts";
import type { ResponsesItem } from "./schemas.ts";
import { toChatMessages } from "./to-chat-messages.ts";

const call = (call_id: string): ResponsesItem => ({ type: "function_call", call_id, name: "f", arguments: "{}" });
const asked = (id: string) => ({ id, type: "function", function: { name: "f", arguments: "{}" } });
const other = (sent: { type: string; [field: string]: unknown }): ResponsesItem => ({ type: "other", sent });
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
  [
    "a picture in a function's output goes into a message after all outputs",
    [
      call("1"),
      call("2"),
      { type: "function_call_output", call_id: "1", output: [{ type: "input_image", image_url: "data:," }] },
      { type: "function_call_output", call_id: "2", output: "ok" },
      { role: "user", content: "What is it?" },
    ],
    [
      { role: "assistant", content: null, tool_calls: [asked("1"), asked("2")] },
      { role: "tool", tool_call_id: "1", content: "" },
      { role: "tool", tool_call_id: "2", content: "ok" },
      { role: "user", content: [{ type: "image_url", image_url: { url: "data:," } }] },
      { role: "user", content: "What is it?" },
    ],
  ],
  [
    "calls of OpenAI's tools that the caller ran",
    [
      other({ type: "local_shell_call", id: "1", call_id: "c", action: { command: ["ls"] }, status: "completed" }),
      other({ type: "local_shell_call_output", id: "1", call_id: "c", output: "a.txt" }),
      other({ type: "shell_call_output", call_id: "d", output: [{ stdout: "b" }] }),
    ],
    [
      {
        role: "assistant",
        content: null,
        tool_calls: [
          { id: "c", type: "function", function: { name: "local_shell", arguments: '{"action":{"command":["ls"]}}' } },
        ],
      },
      { role: "tool", tool_call_id: "c", content: "a.txt" },
      { role: "tool", tool_call_id: "d", content: '{"output":[{"stdout":"b"}]}' },
    ],
  ],
])("%s", (_what, items, expected) => {
  const warnings = new Warnings();
  expect(toChatMessages(items, warnings)).toEqual(expected);
  expect(warnings.field()).toEqual({});
});

test("what no chat can hold is left out, with a warning and a note where the user put it", () => {
  const warnings = new Warnings();
  const items: readonly ResponsesItem[] = [
    other({ type: "web_search_call", id: "ws_1", action: { type: "search", query: "a" } }),
    {
      role: "user",
      content: [
        { type: "other", sent: { type: "input_file", file_id: "file_1" } },
        { type: "input_image", detail: "low" },
        { type: "other", sent: { type: "summary_text", text: "So far: nothing." } },
      ],
    },
    { role: "critic", content: "Hm." },
    other({ type: "computer_call_output", call_id: "c", output: { image_url: `data:,${"a".repeat(20_000)}` } }),
  ];
  expect({ messages: toChatMessages(items, warnings), ...warnings.field() }).toEqual({
    messages: [
      {
        role: "user",
        content:
          "[A file was left out here: it cannot be read.]\n[An image was left out here: it cannot be read.]\nSo far: nothing.",
      },
      { role: "user", content: "Hm." },
      { role: "tool", tool_call_id: "c", content: "[The output was left out here: it cannot be read.]" },
    ],
    warnings: [
      "left out: items of type web_search_call",
      "left out: content of type input_file",
      "left out: content of type input_image without image_url",
      "sent as the user's: messages of the role critic",
      "left out: items of type computer_call_output",
    ],
  });
});
