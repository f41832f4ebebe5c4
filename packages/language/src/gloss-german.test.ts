import { expect, test } from "vitest";
import { glossGerman } from "./gloss-german.ts";

test.each([
  ["Wann fährt der nächste Zug?", "when drive the next train?"],
  ["die Waschmaschine", "the washing machine"],
  ["Rex frisst 3 Äpfel", "Rex frisst 3 Äpfel"],
])("%s", (text, english) => {
  expect(glossGerman(text)).toBe(english);
});
