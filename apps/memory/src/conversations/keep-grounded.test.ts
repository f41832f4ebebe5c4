import { expect, test } from "vitest";
import { keepGrounded } from "./keep-grounded.ts";

const spoken = [
  "user: Hi, I am Nora. My boiler leaks since Monday, the plumber Mr Weber wants 240 euros.",
  "assistant: I will remind you to call him at 9:30 tomorrow.",
  "user: Thanks. I live in Lübeck, and my daughter is allergic to nuts.",
].join("\n");

test.each([
  ["Nora's boiler has been leaking since Monday.", true],
  ["The plumber Weber wants 240 euros for the boiler.", true],
  ["The assistant will remind the user to call at 9:30 tomorrow.", true],
  ["The plumber wants 420 euros.", false],
  ["Nora lives in Hamburg with her daughter.", false],
  ["The reminder is at 9:45 tomorrow.", false],
  ["The user enjoys long walks and classical music concerts.", false],
  ["Sure! Here is a summary of the conversation:", false],
  ["", false],
])("%s: %s", (sentence, isKept) => {
  expect(keepGrounded(sentence, spoken)).toBe(isKept ? sentence : "");
});

test("supported sentences stay when others are dropped", () => {
  const summary = "Nora lives in Lübeck. She is 34 years old.\n- Her daughter is allergic to nuts.";
  expect(keepGrounded(summary, spoken)).toBe("Nora lives in Lübeck. - Her daughter is allergic to nuts.");
});

test("a repeated invention of a small model is dropped", () => {
  const loop = "user: I'm not sure what to do with the old car.\nassistant: I'll take it for a walk.\n".repeat(9);
  expect(keepGrounded(loop, `${spoken}\nassistant: What can I do for you? I am sure.`)).toBe("");
  expect(keepGrounded("The boiler leaks. The boiler leaks.", spoken)).toBe("The boiler leaks.");
});
