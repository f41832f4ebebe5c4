import { expect, test } from "vitest";
import { readAsEnglish } from "./read-as-english.ts";

test.each([
  ["die Waschmaschine ist fertig", "the washing machine is finished"],
  ["Bad gift, fast war", "Bad gift, fast war"],
  ["is the washing machine done", "is the washing machine done"],
])("%s", (text, english) => {
  expect(readAsEnglish(text)).toBe(english);
});
