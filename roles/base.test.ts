import { expect, test } from "vitest";
import { role } from "./base.ts";

test("a time zone is a name, not a path or a command", () => {
  const accepts = (timezone: string): boolean => role.options.safeParse({ timezone }).success;
  expect(["Europe/Berlin", "Etc/GMT+1", "UTC"].map(accepts)).toEqual([true, true, true]);
  expect(["Berlin", "../etc/passwd", "/etc/shadow", "Europe/", "a b", ""].map(accepts)).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});
