import { expect, test } from "vitest";
import type { Answer } from "../../chat/ask-gateway.ts";
import { asMarkdown, footnotes, messagesOf, readInput, withAnswer, type Conversation } from "./conversation.ts";

test.each([
  ["why?", { kind: "ask", text: "why?" }],
  ["  ", { kind: "nothing" }],
  ["/model  large ", { kind: "model", value: "large" }],
  ["/system Be short.  Be kind.", { kind: "system", value: "Be short. Be kind." }],
  ["/save talk.md", { kind: "save", value: "talk.md" }],
  ["/new", { kind: "new" }],
  ["/quit", { kind: "end" }],
  ["/sing", { kind: "unknown", command: "sing" }],
])("%j", (line, input) => {
  expect(readInput(line)).toEqual(input);
});

const start: Conversation = { model: "auto", system: "Be short.", said: [] };
const answer: Answer = { text: "Four.", expert: "chat", cut: false, tokens: 41, firstTokenMs: 500, totalMs: 2_500 };

test("the history goes with each question, and the system's text first", () => {
  const later = withAnswer(start, "2 + 2?", answer);
  expect(messagesOf(later, "And doubled?")).toEqual([
    { role: "system", content: "Be short." },
    { role: "user", content: "2 + 2?" },
    { role: "assistant", content: "Four." },
    { role: "user", content: "And doubled?" },
  ]);
  expect(asMarkdown(later)).toBe("# Conversation with auto\n\n> Be short.\n\n**You:** 2 + 2?\n\nFour.\n");
});

test("an answer says who gave it and how fast, and never ends short without a word", () => {
  expect(footnotes(answer, { maxTokens: 1_024 })).toEqual(["(chat, 41 tokens in 2.5s, 20 tokens/s)"]);
  expect(footnotes({ ...answer, cut: true, tokens: 0 }, { maxTokens: 16 })).toEqual([
    "(chat, 2.5s)",
    "The answer was cut at 16 tokens; allow more with --max-tokens.",
  ]);
});
