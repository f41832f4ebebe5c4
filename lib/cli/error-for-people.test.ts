import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { HearthError } from "@hearth/kernel/errors.ts";
import { errorForPeople } from "./error-for-people.ts";

const systemError = (code: string): Error =>
  Object.assign(new Error(`${code}: no`), { code, syscall: "open", path: "/x/depot.json" });

test.each([
  ["EACCES", /may not read or write/, /chown/],
  ["ENOSPC", /no space/, /tools prune/],
  ["EROFS", /cannot be written/, /another disk/],
])("%s is said in words, with what to do", (code, message, hint) => {
  const error = errorForPeople(systemError(code));
  expect(error).toBeInstanceOf(HearthError);
  expect(error).toMatchObject({ at: "/x/depot.json", message: expect.stringMatching(message) as unknown });
  expect((error as HearthError).hint).toMatch(hint);
});

test("a bug keeps its stack trace", () => {
  const bug = new TypeError("x is undefined");
  expect(errorForPeople(bug)).toBe(bug);
  let missing: unknown;
  try {
    readFileSync("/nosuch/file");
  } catch (thrown) {
    missing = thrown;
  }
  expect(errorForPeople(missing)).toBe(missing);
});
