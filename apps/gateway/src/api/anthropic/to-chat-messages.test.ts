import { expect, test } from "vitest";
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
])("%s", (_what, message, expected) => {
  expect(toChatMessages(message)).toEqual(expected);
});
