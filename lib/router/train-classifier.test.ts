import { expect, test } from "vitest";
import { classifierFileSchema } from "@hearth/classifier/classifier-file.ts";
import { Classifier } from "@hearth/classifier/classifier.ts";
import { evaluate } from "./evaluate.ts";
import { trainClassifier, type EmbeddedPrompt } from "./train-classifier.ts";

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
const file = trainClassifier(prompts, "tiny");

test("a classifier fits its schema, and the same prompts give the same one", () => {
  expect(classifierFileSchema.parse(file)).toEqual(file);
  expect(trainClassifier(prompts, "tiny")).toEqual(file);
  expect(file.routes).toEqual(["code", "home", "none"]);
  expect(file.embedder).toMatchObject({ model: "tiny", dimensions: 2 });
  expect(file.trainedOn.prompts).toBe(10);
});

test("what is held out is not trained on", () => {
  const poisoned = prompts.map((one) => (one.split === "held-out" ? { ...one, route: "none" } : one));
  expect(trainClassifier(poisoned, "tiny")).toEqual(file);
});

test("text and embedding decide together, the text alone without one", () => {
  const classifier = new Classifier(file);
  expect(classifier.guess("the python code", [1, 0]).route).toBe("code");
  expect(classifier.guess("the blinds", undefined).route).toBe("home");
  const certain = classifier.guess("lamp", [0, 1]).probability;
  expect(certain).toBeGreaterThan(classifier.guess("lamp", [1, 0]).probability);
});

test("it is measured beside the baselines", () => {
  const lines = evaluate(file, prompts);
  expect(lines.map(({ router, accuracy, byLanguage }) => [router, accuracy, byLanguage])).toEqual([
    ["classifier", 1, { en: 1 }],
    ["classifier without embedding", 1, { en: 1 }],
    ["nearest neighbours", 1, { en: 1 }],
    ["keywords", 1, { en: 1 }],
  ]);
});

test("a classifier of the wrong size is refused", () => {
  const cut = { ...file, lexical: { ...file.lexical, bias: [0] } };
  expect(classifierFileSchema.safeParse(cut).error?.issues.map(({ path, message }) => [path, message])).toEqual([
    [["lexical"], "has the wrong size"],
  ]);
});
