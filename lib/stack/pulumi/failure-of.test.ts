import { expect, test } from "vitest";
import { failureOf } from "./failure-of.ts";

const again = "Then run the command again. It continues where it stopped.";

test("of a job that failed a person reads why and what to do, and none of the programs between", () => {
  const error = [
    'gate/hello: exit status 1: running "hearth-job gate hello":',
    "… job hello: healthy  2.0s  n1: Task started by client",
    "✗ job hello: healthy  1m 00s",
    "error JOB_FAILED: job hello: n1: exit code 1",
    "  See its log with `hearth logs hello`.",
  ].join("\n");
  expect(failureOf([error, "update failed"])).toEqual({
    code: "JOB_FAILED",
    message: "gate/hello: job hello: n1: exit code 1",
    hint: `See its log with \`hearth logs hello\`. ${again}`,
  });
});

test("of a unit that failed the steps that went well are left out", () => {
  const error = [
    'n2/base: exit status 1: running "hearth-unit n2 apply":',
    "base/timezone Etc/UTC: ok",
    "sysctl: cannot stat /proc/sys/x",
    "base/sysctl network: failed: applied, but verify still fails",
  ].join("\n");
  expect(failureOf([error])).toEqual({
    code: "UNIT_FAILED",
    message: "n2/base: sysctl: cannot stat /proc/sys/x\nbase/sysctl network: failed: applied, but verify still fails",
    hint: `Fix this. ${again}`,
  });
});

test.each([
  [["error PREFLIGHT_FAILED: n1: port 53 is in use"], "PREFLIGHT_FAILED"],
  [["n2/firewall: exit status 1: failed: applied, but verify still fails"], "UNIT_FAILED"],
  [["gate/a: error JOB_FAILED: a", "n1/base: error NODE_UNREACHABLE: n1 is silent"], "UNIT_FAILED"],
  [["gate/a: error JOB_FAILED: a", "gate/b: error JOB_FAILED: b"], "JOB_FAILED"],
  [["n1/base: NOT_A_CODE: no"], "UNIT_FAILED"],
  [["update failed"], "UNIT_FAILED"],
])("%j ends with %s", (errors, code) => {
  const failure = failureOf(errors);
  expect(failure.code).toBe(code);
  expect(failure.message).not.toBe("");
});
