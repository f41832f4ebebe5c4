import { expect, test } from "vitest";
import { parseChat } from "../../api/openai/parse-chat.ts";
import { withNotes } from "./with-notes.ts";

const question = { role: "user", content: "What is my cat called?" };
const written = { count: 2, text: "x".repeat(400) };
const changed = (...messages: readonly object[]) => {
  const chat = { model: "m", messages, temperature: 0.5, top_k: 3 };
  return withNotes(parseChat(Buffer.from(JSON.stringify(chat)), {}), written);
};
const messagesOf = (...messages: readonly object[]): unknown => changed(...messages).json()["messages"];
const added = { role: "system", content: written.text };

test("notes form the system message, or are appended to an existing one", () => {
  expect(messagesOf(question)).toEqual([added, question]);
  const system = { role: "system", content: "Be short." };
  const both = `Be short.\n\n${written.text}`;
  expect(messagesOf(system, question)).toEqual([{ role: "system", content: both }, question]);
  expect(messagesOf({ ...system, role: "developer", name: "app" }, question)).toEqual([
    { role: "developer", name: "app", content: both },
    question,
  ]);
  const part = { type: "text", text: "Be short." };
  expect(messagesOf({ role: "system", content: [part] }, question)).toEqual([
    { role: "system", content: [part, { type: "text", text: written.text }] },
    question,
  ]);
  expect(messagesOf({ role: "system", content: null }, question)).toEqual([added, question]);
  const reminded = { role: "user", content: `${question.content}\n\n<system-reminder>\nBe short.\n</system-reminder>` };
  expect(messagesOf(question, system)).toEqual([added, reminded]);
});

test("the parser's changes are kept: several answers are requested as a stream", () => {
  const chat = { model: "m", messages: [question], n: 2 };
  const inference = withNotes(parseChat(Buffer.from(JSON.stringify(chat)), {}), written);
  expect(JSON.parse(inference.body.toString())).toMatchObject({ messages: [added, question], n: 2, stream: true });
  expect([inference.stream, inference.answer === undefined]).toEqual([false, false]);
});

test("everything else stays; the new body is counted and compared, and the original request is kept", () => {
  const inference = changed(question);
  const chat = { model: "m", messages: [added, question], temperature: 0.5, top_k: 3 };
  expect(JSON.parse(inference.body.toString())).toEqual(chat);
  expect(inference.json()).toEqual(chat);
  expect(inference.promptTokens).toBe(6 + 100);
  expect(inference.text()).toBe(question.content);
  expect(inference.notes?.count).toBe(2);
  expect(inference.notes?.without.json()["messages"]).toEqual([question]);
});
