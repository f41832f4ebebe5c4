import { expect, test } from "vitest";
import { compareStatements } from "./compare-statements.ts";

test.each([
  ["We get up at 6:30 on weekdays", "On weekdays we get up at 6:30", "same"],
  ["We have two cats.", "we have 2 cats", "same"],
  ["Meine Schwester wohnt in Hamburg", "In Hamburg wohnt meine Schwester", "same"],
  ["Ich esse kein Fleisch", "Fleisch esse ich nicht", "same"],
  ["Anna loves Ben", "Ben loves Anna", "other"],
  ["I love Anna", "Anna loves me", "other"],
  ["Anna liebt Ben", "Ben liebt Anna", "other"],
  ["I should call the plumber", "I did call the plumber", "other"],
  ["Ich esse mehr Obst", "Ich esse Obst", "other"],
  ["Mia weighs 14 kilograms", "Mia weighs 15 kilograms", "contradicts"],
  ["The front door is always locked", "The front door is never locked", "contradicts"],
  ["Wir heizen mit Öl", "Wir heizen nicht mehr mit Öl", "contradicts"],
  ["My sister lives in Hamburg", "My sister lives in Munich", "contradicts"],
  ["Our contract costs 39 euros a month", "Our contract costs 45 euros a month", "contradicts"],
  ["Bus 12 leaves at 9:05", "Bus 14 leaves at 9:05", "other"],
  ["I have an appointment on 4 May", "I have an appointment on 11 May", "other"],
  ["I bought 3 apples", "I bought 4 apples", "other"],
  ["The rent was 900 euros", "The rent was 950 euros", "other"],
  ["My aunt is a teacher", "My aunt is a painter", "other"],
  ["yes", "Yes!", "other"],
  ["", "", "other"],
])("%s / %s: %s", (older, newer, relation) => {
  expect(compareStatements(older, newer)).toBe(relation);
});

test("a long text is compared quickly", () => {
  const text = "a long word list ".repeat(1_800);
  const start = performance.now();
  expect(compareStatements(text, `${text} more`)).toBe("other");
  expect(compareStatements(text, text)).toBe("same");
  expect(performance.now() - start).toBeLessThan(1_000);
});
