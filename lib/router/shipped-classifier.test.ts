import { join } from "node:path";
import { expect, test } from "vitest";
import { readLabelledPrompts } from "./labelled-prompt.ts";
import { measure } from "./measure.ts";
import { root } from "../paths.ts";
import { noRoute } from "@hearth/classifier/classifier-file.ts";
import { Classifier } from "@hearth/classifier/classifier.ts";
import { shippedClassifier } from "@hearth/classifier/shipped-classifier.ts";

test("the classifier that is shipped belongs to the features of today: by words alone it finds what it found when it was trained", () => {
  const classifier = new Classifier(shippedClassifier());
  const heldOut = readLabelledPrompts(join(root, "models", "router", "prompts.jsonl")).filter(
    ({ split }) => split === "held-out",
  );
  const { accuracy, outOfScopeF1 } = measure(
    heldOut.map(({ text, route }) => ({ route, guessed: classifier.guess(text, undefined).route ?? noRoute })),
  );
  expect(accuracy).toBeGreaterThan(0.87);
  expect(outOfScopeF1).toBeGreaterThan(0.85);
});
