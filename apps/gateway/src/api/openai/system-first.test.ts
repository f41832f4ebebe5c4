import { expect, test } from "vitest";
import type { ChatRequest } from "./schemas.ts";
import { systemFirst } from "./system-first.ts";

type Messages = ChatRequest["messages"];
const said = (role: Messages[number]["role"], content: Messages[number]["content"]): Messages[number] => ({
  role,
  content,
});
const note = (text: string): string => `<system-reminder>\n${text}\n</system-reminder>`;
const call = { role: "assistant" as const, content: null, tool_calls: [{ type: "function" }] };
const result = { role: "tool" as const, tool_call_id: "1", content: "ok" };

test.each<[string, Messages]>([
  ["no system message", [said("user", "a"), said("assistant", "b")]],
  ["one at the beginning", [said("system", "s"), said("user", "a"), said("assistant", "b"), said("user", "c")]],
  ["nothing but one", [said("developer", "s")]],
])("%s: the very same chat", (_what, messages) => {
  const chat = { messages };
  expect(systemFirst(chat)).toBe(chat);
});

test.each<[string, Messages, Messages]>([
  [
    "leading ones are joined",
    [said("system", "s"), said("developer", [{ type: "text", text: "d" }]), said("developer", ""), said("user", "a")],
    [
      said("system", [
        { type: "text", text: "s" },
        { type: "text", text: "d" },
      ]),
      said("user", "a"),
    ],
  ],
  [
    "texts are joined to a text",
    [said("developer", "s"), said("developer", "d"), said("user", "a")],
    [said("system", "s\n\nd"), said("user", "a")],
  ],
  [
    "a later one goes to the user's message before it",
    [said("system", "s"), said("user", "a"), said("system", "x"), said("system", "y"), said("assistant", "b")],
    [said("system", "s"), said("user", `a\n\n${note("x")}\n\n${note("y")}`), said("assistant", "b")],
  ],
  [
    "a picture before it stays one",
    [said("user", [{ type: "image_url", image_url: "data:," }]), said("developer", "x")],
    [
      said("user", [
        { type: "image_url", image_url: "data:," },
        { type: "text", text: note("x") },
      ]),
    ],
  ],
  [
    "after an answer it goes to the user's message after it",
    [said("user", "a"), said("assistant", "b"), said("system", "x"), said("system", "y"), said("user", "c")],
    [said("user", "a"), said("assistant", "b"), said("user", `${note("x")}\n\n${note("y")}\n\nc`)],
  ],
  [
    "else it is a message of the user's, in its place",
    [said("user", "a"), call, result, said("system", "x"), said("assistant", "b"), said("system", "y")],
    [said("user", "a"), call, result, said("user", note("x")), said("assistant", "b"), said("user", note("y"))],
  ],
])("%s", (_what, messages, expected) => {
  expect(systemFirst({ model: "m", messages })).toEqual({ model: "m", messages: expected });
});
