import { expect, test } from "vitest";
import { headerText } from "./header-text.ts";

test.each([
  ["semantic 0.93", "semantic 0.93"],
  ["für alle", "f?r alle"],
  ["a\r\nx-evil: 1", "a??x-evil: 1"],
])("%j goes as %j", (text, expected) => {
  expect(headerText(text)).toBe(expected);
});
