import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../paths.ts";
import { readLabelledPrompts } from "./labelled-prompt.ts";
import { nearDuplicates } from "../../tests/support/near-duplicates.ts";

const prompts = readLabelledPrompts(join(root, "models", "router", "prompts.jsonl"));
const heldOut = prompts.filter(({ split }) => split === "held-out");
const train = prompts.filter(({ split }) => split === "train");
const routes = ["chat", "code", "facts", "home", "math", "none", "summary", "translation", "writing"];

test("eight routes and what is in none, half English and half German, a fifth and more held out", () => {
  expect(prompts.length).toBeGreaterThan(1_500);
  expect([...new Set(prompts.map(({ route }) => route))].sort()).toEqual(routes);
  const english = prompts.filter(({ language }) => language === "en").length / prompts.length;
  expect(Math.abs(english - 0.5)).toBeLessThan(0.03);
  expect(heldOut.length / prompts.length).toBeGreaterThan(0.2);
});

test.each(["en", "de"])("each route has its share of %s", (language) => {
  const count = (list: typeof prompts, route: string) =>
    list.filter((prompt) => prompt.route === route && prompt.language === language).length;
  for (const route of routes) {
    expect([route, count(train, route) >= 60, count(heldOut, route) >= 25]).toEqual([route, true, true]);
  }
});

test("no prompt stands twice", () => {
  const texts = prompts.map(({ text }) => text.toLowerCase());
  expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
});

test("what is held out is not nearly in the training part", () => {
  expect(
    nearDuplicates(
      train.map(({ text }) => text),
      heldOut.map(({ text }) => text),
      0.6,
    ),
  ).toEqual([]);
});

test("a near duplicate is found", () => {
  expect(nearDuplicates(["Turn off the lamp", "other"], ["turn off the lamps!"], 0.6)).toEqual([
    { a: "Turn off the lamp", b: "turn off the lamps!", similarity: 15 / 19 },
  ]);
});
