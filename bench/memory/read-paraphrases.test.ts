import { expect, test } from "vitest";
import { newSkill } from "@hearth/contracts/memory/api/skills.ts";
import { readParaphrases } from "./read-paraphrases.ts";

const skills = readParaphrases();

test("at least 200 questions over at least 60 skills, each different", () => {
  const questions = skills.flatMap(({ english, german }) => [...english, ...german]);
  expect(skills.length).toBeGreaterThanOrEqual(60);
  expect(questions.length).toBeGreaterThanOrEqual(200);
  expect(new Set(questions).size).toBe(questions.length);
});

test("every skill has its four questions and is one that the service takes", () => {
  for (const { name, description, english, german } of skills) {
    expect([name, english.length, german.length]).toEqual([name, 3, 1]);
    expect(newSkill.parse({ name, description, content: "x" }).name).toBe(name);
  }
});
