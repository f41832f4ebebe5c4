import { expect, test } from "vitest";
import { estimateTokens, fitText, tokenRoom } from "./fit-text.ts";

// The counts are those of MiniLM's own vocabulary.
test.each([
  ["The boiler was serviced in May 2026.", 8],
  ["Hello häuslich 1234567 foo_bar(x)", 14],
  ["`hearth --stack home up`", 9],
])("%j is about %i tokens", (text, counted) => {
  const estimate = estimateTokens(text);
  expect(estimate).toBeGreaterThanOrEqual(counted * 0.7);
  expect(estimate).toBeLessThanOrEqual(counted * 1.5);
});

test("a text that fits is left as it is; of a longer one the beginning stays", () => {
  expect(fitText("tea at five", 512)).toBe("tea at five");
  const long = "tea ".repeat(600);
  expect(fitText(long, 512)).toBe("tea ".repeat(tokenRoom(512)));
  expect(estimateTokens(fitText("(x) ".repeat(600), 256))).toBeLessThanOrEqual(tokenRoom(256));
  expect(fitText("", 512)).toBe("");
});

test("one word without an end fits too, and keeps something", () => {
  const fitted = fitText("字".repeat(5_000), 512);
  expect(fitted).toBe("字".repeat(tokenRoom(512)));
  expect(fitText("x".repeat(100_000), 512).length).toBe(tokenRoom(512));
});
