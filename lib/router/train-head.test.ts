import { expect, test } from "vitest";
import { headFileSchema } from "@hearth/classifier/classifier-file.ts";
import { Head } from "@hearth/classifier/classifier.ts";
import { evaluate } from "./evaluate.ts";
import { trainHead, type EmbeddedPrompt } from "./train-head.ts";

const prompt = (text: string, route: string, rest: Partial<EmbeddedPrompt> = {}): EmbeddedPrompt => ({
  text,
  route,
  split: "train",
  embedding: route === "code" ? [1, 0] : [0, 1],
  ...rest,
});
const prompts = [
  ...["fix this bug", "write a python loop", "compile the code", "sort a list in go", "why does git fail"].map((text) =>
    prompt(text, "code"),
  ),
  ...["lamp on", "heating to 20 degrees", "close the blinds", "is the door locked", "dim the lights"].map((text) =>
    prompt(text, "home"),
  ),
  prompt("a python bug", "code", { split: "held-out", language: "en" }),
  prompt("lights and blinds", "home", { split: "held-out", language: "en" }),
];
const file = trainHead(prompts, "tiny");

test("a head fits its schema, and the same prompts give the same one", () => {
  expect(headFileSchema.parse(file)).toEqual(file);
  expect(trainHead(prompts, "tiny")).toEqual(file);
  expect(file.routes).toEqual(["code", "home", "none"]);
  expect(file.embedder).toMatchObject({ model: "tiny", dimensions: 2 });
  expect(file.trainedOn.prompts).toBe(10);
});

test("what is held out is not trained on", () => {
  const poisoned = prompts.map((one) => (one.split === "held-out" ? { ...one, route: "none" } : one));
  expect(trainHead(poisoned, "tiny")).toEqual(file);
});

test("text and embedding decide together, the text alone without one", () => {
  const head = new Head(file);
  expect(head.guess("the python code", [1, 0]).route).toBe("code");
  expect(head.guess("the blinds", undefined).route).toBe("home");
  const certain = head.guess("lamp", [0, 1]).probability;
  expect(certain).toBeGreaterThan(head.guess("lamp", [1, 0]).probability);
});

test("it is measured beside the baselines", () => {
  const lines = evaluate(file, prompts);
  expect(lines.map(({ router, accuracy, byLanguage }) => [router, accuracy, byLanguage])).toEqual([
    ["head", 1, { en: 1 }],
    ["head without embedding", 1, { en: 1 }],
    ["nearest neighbours", 1, { en: 1 }],
    ["keywords", 1, { en: 1 }],
  ]);
});

test("a head of the wrong size is refused", () => {
  const cut = { ...file, lexical: { ...file.lexical, bias: [0] } };
  expect(headFileSchema.safeParse(cut).error?.issues.map(({ path, message }) => [path, message])).toEqual([
    [["lexical"], "has the wrong size"],
  ]);
});
