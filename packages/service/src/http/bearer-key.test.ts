import { expect, test } from "vitest";
import { bearerKey, createKeyCheck } from "./bearer-key.ts";

test.each([
  ["Bearer secret", "secret"],
  ["bearer  secret ", "secret"],
  ["Basic secret", undefined],
  ["Bearer two words", undefined],
  ["Bearer ", undefined],
  [undefined, undefined],
])("the key in %j", (header, key) => {
  expect(bearerKey(header)).toBe(key);
});

test("only the right key is accepted", () => {
  const isRight = createKeyCheck("secret");
  expect(["Bearer secret", "Bearer secrets", "Bearer ", undefined].map(isRight)).toEqual([true, false, false, false]);
});
