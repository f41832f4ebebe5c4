import { expect, test } from "vitest";
import { isGoNewEnough } from "./find-go.ts";

test.each([
  ["go version go1.26.6 linux/amd64", true],
  ["go version go1.26.8 linux/amd64", true],
  ["go version go1.27 linux/arm64", true],
  ["go version go2.0.1 linux/arm64", true],
  ["go version go1.26.5 linux/amd64", false],
  ["go version go1.26 linux/amd64", false],
  ["go version go1.9.9 linux/amd64", false],
  ["command not found", false],
])("%s: %s", (text, enough) => {
  expect(isGoNewEnough(text)).toBe(enough);
});
