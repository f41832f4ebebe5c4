import { expect, test } from "vitest";
import { readChats } from "./read-chats.ts";

test("there are chats with questions for choosing, and others for reporting", () => {
  const chats = readChats();
  expect(chats.map(({ title, turns, questions }) => [title, turns.length >= 50, questions.length >= 20])).toEqual([
    ["Mara and Jonas", true, true],
    ["Priya and Tom", true, true],
    ["Elena and Sam", true, true],
    ["Ruth and Karim", true, true],
  ]);
  const [first] = chats;
  expect(first?.turns[3]).toMatchObject({
    session: "2026-01-12",
    text: expect.stringContaining("Jonas: Yes") as string,
  });
  expect(first?.questions[0]).toEqual({ question: "Which novel did Jonas read over the winter?", turns: [3] });
});
