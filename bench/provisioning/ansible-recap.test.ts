import { expect, test } from "vitest";
import { assertNothingChanged } from "./ansible-recap.ts";

const recap = (changed: number): string =>
  [
    "TASK [base : Set the time zone] ****",
    changed === 0 ? "ok: [n1]" : "changed: [n1]",
    "",
    "PLAY RECAP ****",
    `n1                         : ok=9    changed=${changed}    unreachable=0    failed=0    skipped=2`,
    "n2                         : ok=9    changed=0    unreachable=0    failed=0    skipped=2",
  ].join("\n");

test("a run that changed nothing passes", () => {
  expect(() => assertNothingChanged(recap(0), 2)).not.toThrow();
});

test("a change is reported with its task", () => {
  expect(() => assertNothingChanged(recap(1), 2)).toThrow(
    "something was to be done on n1:\nTASK [base : Set the time zone] ****\nchanged: [n1]",
  );
});

test("a missing host is reported", () => {
  expect(() => assertNothingChanged(recap(0), 3)).toThrow("the recap names 2 of 3 hosts");
});
