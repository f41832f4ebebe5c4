import { expect, test } from "vitest";
import { HearthError } from "@hearth/kernel/errors.ts";
import { assertPreflight } from "./assert-preflight.ts";
import { formatPreflight } from "./format-preflight.ts";
import type { CheckResult, PreflightReport } from "./report.ts";

const ok: CheckResult = { check: "os", state: "ok", detail: "Debian" };
const full: CheckResult = { check: "disk", state: "error", detail: "/ has 0 bytes free", hint: "Free some room." };
const firewall: CheckResult = { check: "firewall", state: "warning", detail: "active: ufw", hint: "It may stay." };
const silent: CheckResult = {
  check: "ssh",
  state: "error",
  detail: "n2 is silent",
  hint: "Is it on?",
  code: "NODE_UNREACHABLE",
};
const stranger: CheckResult = { ...silent, detail: "another key", code: "HOST_KEY_MISMATCH" };

const report = (...nodes: readonly (readonly CheckResult[])[]): PreflightReport => ({
  ok: nodes.flat().every(({ state }) => state !== "error"),
  nodes: nodes.map((checks, index) => ({ node: `n${index + 1}`, checks })),
});
const errorOf = (...nodes: readonly (readonly CheckResult[])[]): HearthError => {
  try {
    assertPreflight(report(...nodes));
  } catch (thrown) {
    if (thrown instanceof HearthError) return thrown;
  }
  throw new Error("nothing was thrown");
};

test("a warning alone throws nothing", () => {
  expect(() => assertPreflight(report([ok, firewall]))).not.toThrow();
});

test("every failing node and check is named, with what to do", () => {
  const error = errorOf([ok, full], [silent], [firewall]);
  expect([error.code, error.at]).toEqual(["PREFLIGHT_FAILED", "n1, n2"]);
  expect(error.message).toBe(
    [
      "preflight failed; nothing was changed",
      "  n1 disk: / has 0 bytes free",
      "    Free some room.",
      "  n2 ssh: n2 is silent",
      "    Is it on?",
    ].join("\n"),
  );
});

test("the reason of ssh is the error's code when it is the only one", () => {
  expect(errorOf([ok], [silent], [silent]).code).toBe("NODE_UNREACHABLE");
  expect(errorOf([stranger], [ok]).code).toBe("HOST_KEY_MISMATCH");
  expect(errorOf([stranger], [silent]).code).toBe("PREFLIGHT_FAILED");
});

test("a person sees what is wrong as a table, and the rest as a count", () => {
  expect(formatPreflight(report([ok, ok], [ok, ok]))).toBe("2 nodes: 4 checks ok, 0 warnings, 0 errors");
  expect(formatPreflight(report([ok, full], [firewall, full]))).toBe(
    [
      "node  check     state    found",
      "n1    disk      error    / has 0 bytes free",
      "n2    firewall  warning  active: ufw",
      "n2    disk      error    / has 0 bytes free",
      "",
      "n1, n2: disk: Free some room.",
      "n2: firewall: It may stay.",
      "",
      "2 nodes: 1 check ok, 1 warning, 2 errors",
    ].join("\n"),
  );
});
