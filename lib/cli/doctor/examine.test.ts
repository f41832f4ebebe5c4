import { expect, test } from "vitest";
import { HearthError } from "@hearth/kernel/errors.ts";
import { examineController, examineDocker, examineStack, failed, type ControllerFacts } from "./examine.ts";
import { formatDoctor } from "./finding.ts";

const well: ControllerFacts = {
  freeCacheBytes: 50 * 2 ** 30,
  freeMemoryBytes: 8 * 2 ** 30,
  unwritable: [],
  missingTools: [],
  onPath: "/home/ann/.local/bin/hearth",
  launcher: "/home/ann/hearth/hearth",
  isRoot: false,
  hasDocker: true,
};

test("where all is well, nothing is to do", () => {
  const findings = [...examineController(well), examineDocker(well)];
  expect(findings.filter(({ todo }) => todo !== undefined)).toEqual([]);
  expect(formatDoctor(findings)).toMatch(/\n\nall is well$/);
});

test.each<[string, Partial<ControllerFacts>, RegExp]>([
  ["disk of the cache", { freeCacheBytes: 2 ** 30 }, /tools prune/],
  ["memory of this computer", { freeMemoryBytes: 2 ** 29 }, /fewer nodes/],
  ["files", { unwritable: [".hearth"] }, /chown/],
  ["programs", { missingTools: ["nomad"] }, /hearth up/],
  ["hearth on the PATH", { onPath: undefined }, /\/home\/ann\/hearth\/bootstrap\.sh link/],
])("%s: what is wrong comes with what to do", (what, facts, todo) => {
  const findings = examineController({ ...well, ...facts }).filter((finding) => finding.state !== "ok");
  expect(findings).toEqual([expect.objectContaining({ what, todo: expect.stringMatching(todo) as unknown })]);
});

test("without Docker only root can have a lab", () => {
  expect(examineDocker({ ...well, hasDocker: false }).state).toBe("error");
  expect(examineDocker({ ...well, hasDocker: false, isRoot: true }).state).toBe("ok");
});

test("a stack: not made, made, and without its passphrase", () => {
  const stack = (hasSecrets: boolean, hasPassphrase: boolean, made: number): readonly string[] =>
    examineStack({ stack: "home", hasSecrets, hasPassphrase, made }).map(({ state }) => state);
  expect(stack(false, false, 0)).toEqual(["warning", "warning"]);
  expect(stack(true, true, 60)).toEqual(["ok", "ok"]);
  expect(stack(true, false, 60)).toEqual(["error"]);
});

test("an error becomes a finding with its own advice, and problems are counted", () => {
  const error = new HearthError({ code: "CONFIG_INVALID", at: "x:1:2", message: "wrong", hint: "Correct it." });
  const finding = failed("inventory", error);
  expect(formatDoctor([finding])).toBe("✗ inventory: x:1:2: wrong\n    Correct it.\n\n1 problem, 0 warnings");
});
