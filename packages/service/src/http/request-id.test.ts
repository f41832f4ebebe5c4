import { expect, test } from "vitest";
import { requestId } from "./request-id.ts";

const uuid = /^[0-9a-f-]{36}$/;

test("the caller's id is kept if it is safe for headers and logs", () => {
  expect(requestId("trace:7.a-b_c")).toBe("trace:7.a-b_c");
  for (const unfit of [undefined, "", "a b", "a\u0007", "x".repeat(129), ["a", "b"]]) {
    expect(requestId(unfit)).toMatch(uuid);
  }
});
