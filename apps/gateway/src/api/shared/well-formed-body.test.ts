import { expect, test } from "vitest";
import { isDeeperThan } from "./nesting.ts";
import { wellFormedBody } from "./well-formed-body.ts";

test.each([
  [String.raw`"a\ud83d"`, "a\ufffd"],
  [String.raw`"\uDE00b"`, "\ufffdb"],
  [String.raw`"\ud83d\ud83d\ude00"`, "\ufffd\u{1f600}"],
  [String.raw`"\\ud83d\ud83d"`, "\\ud83d\ufffd"],
])("half a surrogate pair becomes U+FFFD: %s", (sent, read) => {
  expect(JSON.parse(wellFormedBody(Buffer.from(sent)).toString())).toBe(read);
});

test.each([String.raw`"ä 😀 \ud83d\ude00"`, String.raw`"\\ud83d"`, `"plain"`, String.raw`"\ud7ff \ue000"`])(
  "a well-formed body stays the same buffer: %s",
  (sent) => {
    const body = Buffer.from(sent);
    expect(wellFormedBody(body)).toBe(body);
  },
);

test("nesting is counted in lists and objects", () => {
  const value = { a: [{ b: 1 }], c: "x" };
  expect([isDeeperThan(value, 3), isDeeperThan(value, 2), isDeeperThan(1, 0), isDeeperThan([], 0)]).toEqual([
    false,
    true,
    false,
    true,
  ]);
});
