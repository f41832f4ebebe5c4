import { expect, test } from "vitest";
import { failureOf } from "./failure-of.ts";

test.each([
  [
    'gate/hello: exit status 1: running "hearth-job gate hello": error JOB_FAILED: job hello: update failed',
    "JOB_FAILED",
  ],
  ["error PREFLIGHT_FAILED: n1: port 53 is in use", "PREFLIGHT_FAILED"],
  ["n2/firewall: exit status 1: failed: applied, but verify still fails", "UNIT_FAILED"],
  ["gate/a: error JOB_FAILED: a\nn1/base: error NODE_UNREACHABLE: n1 is silent", "UNIT_FAILED"],
  ["n1/base: NOT_A_CODE: no", "UNIT_FAILED"],
])("%j ends with %s", (message, code) => {
  expect(failureOf(message)).toEqual({ code, message });
});
