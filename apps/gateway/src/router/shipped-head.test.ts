import { join } from "node:path";
import { expect, test } from "vitest";
import { readLabelledPrompts } from "../../../../lib/router/labelled-prompt.ts";
import { measure } from "../../../../lib/router/measure.ts";
import { root } from "../../../../lib/paths.ts";
import { noRoute } from "./head-file.ts";
import { Head } from "./head.ts";
import { shippedHead } from "./shipped-head.ts";

test("the head that is shipped belongs to the features of today: by words alone it finds what it found when it was trained", () => {
  const head = new Head(shippedHead());
  const heldOut = readLabelledPrompts(join(root, "models", "router", "prompts.jsonl")).filter(
    ({ split }) => split === "held-out",
  );
  const { accuracy, outOfScopeF1 } = measure(
    heldOut.map(({ text, route }) => ({ route, guessed: head.guess(text, undefined).route ?? noRoute })),
  );
  expect(accuracy).toBeGreaterThan(0.87);
  expect(outOfScopeF1).toBeGreaterThan(0.85);
});
