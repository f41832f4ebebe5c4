import { expect, test } from "vitest";
import { namePattern } from "./name-pattern.ts";

test.each([
  [["code"], ["code"], ["code-2", "Code", "acode"]],
  [
    ["code-*", "embed"],
    ["code-", "code-7b", "embed"],
    ["code", "embedder"],
  ],
  [["*coder*"], ["qwen-coder-7b", "coder"], ["code"]],
  [["a.b+(c)"], ["a.b+(c)"], ["axb+(c)", "a.bb(c)"]],
  [["*"], ["", "anything\nat all"], []],
  [["a*a"], ["aa", "aba"], ["a", "ab"]],
  [["a*b*b"], ["abb", "axbyb"], ["ab", "ba"]],
])("%j", (globs, yes, no) => {
  const pattern = namePattern(globs);
  expect([...yes, ...no].filter((name) => pattern.test(name))).toEqual(yes);
});

test("no name makes matching slow", () => {
  const pattern = namePattern(["*a*a*a*a*b"]);
  const start = performance.now();
  expect(pattern.test("a".repeat(128))).toBe(false);
  expect(performance.now() - start).toBeLessThan(1_000);
});
