import { expect, test } from "vitest";
import { labelPrompt } from "./label-prompts.ts";
import { gradeOf, wordOverlap } from "./score-answer.ts";

const prompt = { text: "2 + 2?", split: "train" } as const;
const label = (scores: Readonly<Record<string, number>>) =>
  labelPrompt(
    prompt,
    {
      experts: Object.keys(scores),
      ask: (expert) => Promise.resolve(expert),
      score: (_prompt, answer) => Promise.resolve(scores[answer] ?? 0),
    },
    { least: 0.3, margin: 0.1 },
  );

test.each([
  [{ small: 0.8, large: 0.85 }, "small"],
  [{ small: 0.5, large: 0.85 }, "large"],
  [{ small: 0.2, large: 0.1 }, "none"],
  [{ small: 0.3, large: 0.1 }, "small"],
])("%j: %s", async (scores, route) => {
  expect(await label(scores)).toEqual({ text: "2 + 2?", route, split: "train" });
});

test("answers are compared word by word", () => {
  expect(wordOverlap("The capital is Paris.", "Paris")).toBe(0.4);
  expect(wordOverlap("paris", "Paris!")).toBe(1);
  expect(wordOverlap("Rome Rome", "Paris")).toBe(0);
});

test.each([
  ["8", 0.8],
  ["Grade: 10/10", 1],
  ["I'd say 7.5", 0.75],
  ["excellent", undefined],
  ["100", undefined],
])("the grade in %j", (reply, grade) => {
  expect(gradeOf(reply)).toBe(grade);
});
