import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { KeyRing } from "./key-ring.ts";

const ring = new KeyRing({
  keys: [
    { id: "laptop", sha256: hash("sha256", "hearth_one") },
    { id: "phone", sha256: hash("sha256", "hearth_two") },
  ],
});

test.each([
  ["Bearer hearth_one", { id: "laptop" }],
  ["bearer  hearth_two ", { id: "phone" }],
  ["Bearer hearth_three", undefined],
  ["Bearer", undefined],
  ["hearth_one", undefined],
  ["Basic hearth_one", undefined],
  ["Bearer hearth_one hearth_two", undefined],
  [undefined, undefined],
])("%s", (authorization, caller) => {
  expect(ring.callerOf(authorization)).toEqual(caller);
});

test("a hash is not a key", () => {
  expect(ring.callerOf(`Bearer ${hash("sha256", "hearth_one")}`)).toBe(undefined);
});
