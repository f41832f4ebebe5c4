import { expect, test } from "vitest";
import { sampleCluster } from "../../../tests/support/sample-cluster.ts";
import { unknownModel } from "../../config/shape/unknown-model.ts";
import { modelNames } from "./check-models.ts";

const known = ["chat", "smollm2-135m-instruct", "embed", "gpt-4o"];

test.each([["chat"], ["smol*"], ["*"], ["chat", "embed"], ["gpt-4*"], []])("%s can be asked", (...patterns) => {
  expect(unknownModel(patterns, known)).toBeUndefined();
});

test("a name that nothing has is found, with a suggestion", () => {
  expect(unknownModel(["chat", "embedd"], known)).toBe("no expert or model is called embedd; did you mean `embed`?");
  expect(unknownModel(["code-*"], known)).toMatch(/^no expert or model is called code-\*; known are chat, /);
  // A point is a point and no sign for any letter.
  expect(unknownModel(["gpt.4o"], known)).toBeDefined();
});

test("experts, their models and aliases have names", () => {
  const { experts } = sampleCluster();
  const names = modelNames({ experts, gateway: { routing: { aliases: { "gpt-4o": "chat" } } } });
  expect(names).toEqual(expect.arrayContaining(["gpt-4o", ...experts.map(({ name }) => name)]));
});
