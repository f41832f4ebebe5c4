import { expect, test } from "vitest";
import { Warnings } from "../../domain/warnings.ts";
import type { AnthropicMessage } from "./schemas.ts";
import { toChatMessages } from "./to-chat-messages.ts";

const png = { type: "base64", media_type: "image/png", data: "aGk=" } as const;

test.each<[string, AnthropicMessage, readonly object[]]>([
  ["a text", { role: "user", content: "Hi" }, [{ role: "user", content: "Hi" }]],
  [
    "texts and a document become one text",
    {
      role: "user",
      content: [
        { type: "text", text: "Read:" },
        { type: "document", title: "Law", source: { type: "text", data: "§ 1" } },
      ],
    },
    [{ role: "user", content: "Read:\nLaw\n\n§ 1" }],
  ],
  [
    "pictures",
    {
      role: "user",
      content: [
        { type: "image", source: png },
        { type: "image", source: { type: "url", url: "data:image/gif;base64,R0lG" } },
      ],
    },
    [
      {
        role: "user",
        content: [
          { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } },
          { type: "image_url", image_url: { url: "data:image/gif;base64,R0lG" } },
        ],
      },
    ],
  ],
  [
    "results of tools come first; what they show, after",
    {
      role: "user",
      content: [
        { type: "text", text: "And now?" },
        { type: "tool_result", tool_use_id: "t1", content: "sunny" },
        {
          type: "tool_result",
          tool_use_id: "t2",
          content: [
            { type: "text", text: "a chart" },
            { type: "image", source: png },
          ],
        },
        { type: "tool_result", tool_use_id: "t3" },
      ],
    },
    [
      { role: "tool", tool_call_id: "t1", content: "sunny" },
      { role: "tool", tool_call_id: "t2", content: "a chart" },
      { role: "tool", tool_call_id: "t3", content: "" },
      {
        role: "user",
        content: [
          { type: "text", text: "And now?" },
          { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } },
        ],
      },
    ],
  ],
  [
    "only results of tools: no message of the user's",
    { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "sunny" }] },
    [{ role: "tool", tool_call_id: "t1", content: "sunny" }],
  ],
  [
    "what the assistant thought, said and called",
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm." },
        { type: "redacted_thinking" },
        { type: "text", text: "Let me look." },
        { type: "tool_use", id: "t1", name: "weather", input: { city: "Bern" } },
      ],
    },
    [
      {
        role: "assistant",
        content: "Let me look.",
        reasoning_content: "Hm.",
        tool_calls: [{ id: "t1", type: "function", function: { name: "weather", arguments: '{"city":"Bern"}' } }],
      },
    ],
  ],
  [
    "only a call",
    { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "now", input: {} }] },
    [
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "t1", type: "function", function: { name: "now", arguments: "{}" } }],
      },
    ],
  ],
  [
    "a tool that failed says so, with and without a message",
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "t1", content: "no such file", is_error: true },
        { type: "tool_result", tool_use_id: "t2", is_error: true },
        { type: "tool_result", tool_use_id: "t3", content: "<tool_use_error>denied</tool_use_error>", is_error: true },
        { type: "tool_result", tool_use_id: "t4", content: [{ type: "text", text: "Error: 404" }], is_error: true },
        { type: "tool_result", tool_use_id: "t5", content: "fine", is_error: false },
      ],
    },
    [
      { role: "tool", tool_call_id: "t1", content: "Error: no such file" },
      { role: "tool", tool_call_id: "t2", content: "Error: the tool failed and gave no message." },
      { role: "tool", tool_call_id: "t3", content: "<tool_use_error>denied</tool_use_error>" },
      { role: "tool", tool_call_id: "t4", content: "Error: 404" },
      { role: "tool", tool_call_id: "t5", content: "fine" },
    ],
  ],
  [
    "blocks of an unknown type that hold a text",
    {
      role: "user",
      content: [
        {
          type: "other",
          sent: { type: "search_result", title: "Law", content: [{ type: "text", text: "§ 1" }] },
        },
        { type: "other", sent: { type: "compaction", content: "So far: nothing." } },
      ],
    },
    [{ role: "user", content: "Law\n\n§ 1\nSo far: nothing." }],
  ],
  ["a system message", { role: "system", content: [{ type: "text", text: "s" }] }, [{ role: "system", content: "s" }]],
])("%s", (_what, message, expected) => {
  const warnings = new Warnings();
  expect(toChatMessages(message, warnings)).toEqual(expected);
  expect(warnings.field()).toEqual({});
});

const pdf = { type: "other", sent: { type: "base64", media_type: "application/pdf", data: "JVBERi0=" } } as const;
const other = (type: string) => ({ type: "other", sent: { type } }) as const;

test.each<[string, AnthropicMessage, { readonly messages: readonly object[]; readonly warnings: readonly string[] }]>([
  [
    "a document that cannot be read leaves a note in its place",
    { role: "user", content: [{ type: "document", title: "Law", source: pdf }] },
    {
      messages: [{ role: "user", content: "Law\n\n[A document was left out here: it cannot be read.]" }],
      warnings: ["left out: a document of type application/pdf"],
    },
  ],
  [
    "so does a picture, in a tool's result too",
    {
      role: "user",
      content: [
        { type: "image", source: other("file") },
        { type: "tool_result", tool_use_id: "t", content: [{ type: "image", source: other("file") }] },
      ],
    },
    {
      messages: [
        { role: "tool", tool_call_id: "t", content: "[A picture was left out here: it cannot be read.]" },
        { role: "user", content: "[A picture was left out here: it cannot be read.]" },
      ],
      warnings: ["left out: a picture of type file"],
    },
  ],
  [
    "an answer with nothing left is left out",
    { role: "assistant", content: [other("server_tool_use"), other("web_search_tool_result")] },
    {
      messages: [],
      warnings: ["left out: content of type server_tool_use", "left out: content of type web_search_tool_result"],
    },
  ],
  [
    "an unknown role counts as the user's",
    { role: "critic", content: "Hm." },
    { messages: [{ role: "user", content: "Hm." }], warnings: ["sent as the user's: messages of the role critic"] },
  ],
])("%s, and a warning", (_what, message, expected) => {
  const warnings = new Warnings();
  const messages = toChatMessages(message, warnings);
  expect({ messages, ...warnings.field() }).toEqual(expected);
});
