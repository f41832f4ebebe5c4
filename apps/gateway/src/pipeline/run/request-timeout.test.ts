import { expect, test } from "vitest";
import { requestTimeoutMs } from "./request-timeout.ts";

test.each([
  [undefined, 60_000],
  ["5", 5_000],
  ["5s", 5_000],
  ["250ms", 250],
  ["3600", 60_000],
])("%s: %i ms", (header, expected) => {
  expect(requestTimeoutMs(header, 60_000)).toBe(expected);
});

test.each(["0", "-1", "soon", "1.5", "", "1e3"])("'%s' is refused", (header) => {
  expect(() => requestTimeoutMs(header, 60_000)).toThrow("x-request-timeout");
});
