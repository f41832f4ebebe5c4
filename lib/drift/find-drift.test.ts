import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { silentLog } from "@hearth/kernel/test/silent-log.ts";
import type { Unit } from "../steps/unit.ts";
import { file } from "../steps/file.ts";
import { shell } from "../steps/shell.ts";
import type { ScriptRun } from "../ssh/run-script.ts";
import { assertNoDrift } from "./assert-no-drift.ts";
import { findDrift } from "./find-drift.ts";
import { formatDrift } from "./format-drift.ts";
import { planRepair } from "./plan-repair.ts";
import { readVerdicts } from "./read-verdicts.ts";
import type { DriftReport } from "./report.ts";
import { verifyScript } from "./verify-script.ts";

const unit = (node: string, role: string, ids: readonly string[]): Unit => ({
  node,
  role,
  steps: ids.map((id) => shell({ id, verify: "true", apply: "true" })),
  needs: [],
  secret: false,
  notes: [],
});
const said = (...lines: readonly string[]): ScriptRun => ({
  exitCode: 0,
  stdout: ["begin", ...lines, "end", ""].join("\n"),
  stderr: "",
  firstOutputAt: 1,
});
const silent: ScriptRun = { exitCode: undefined, stdout: "", stderr: "", firstOutputAt: undefined };
const base = unit("n1", "base", ["file /a", "file /b: c"]);

test("each step has the state that its unit says", () => {
  const run = said("base/file /a: ok", "base/file /b: c: drifted", "unit base 2");
  expect(readVerdicts("n1", [base], run)).toEqual([
    { node: "n1", role: "base", step: "file /a", state: "ok" },
    { node: "n1", role: "base", step: "file /b: c", state: "drifted" },
  ]);
});

test("a file that drifted says how its mode or owner differs, or that it is missing", () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-drift-"));
  const own = `${userInfo().username}:${execFileSync("id", ["-gn"], { encoding: "utf8" }).trim()}`;
  const step = (name: string, mode: string): Unit["steps"][number] =>
    file({ path: join(folder, name), content: "x", mode, owner: own });
  for (const name of ["open", "good"]) writeFileSync(join(folder, name), "x");
  chmodSync(join(folder, "open"), 0o666);
  chmodSync(join(folder, "good"), 0o644);
  const unit: Unit = { ...base, steps: [step("open", "644"), step("good", "644"), step("gone", "600")] };
  const stdout = execFileSync("sh", ["-s"], { input: verifyScript([unit]), encoding: "utf8" });
  const details = readVerdicts("n1", [unit], { ...said(), stdout }).map(({ state, detail }) => [state, detail]);
  expect(details).toEqual([
    ["drifted", `it has 666 ${own}, and should have 644 ${own}`],
    ["ok", undefined],
    ["drifted", "it is missing"],
  ]);
});

test("steps of a unit that ended early have failed, and the next unit counts all the same", () => {
  const run = said("base/file /a: ok", "unit base 127", "users/file /c: ok", "unit users 0");
  const why = "verify ended with status 127; see /var/log/hearth/base.log on the node";
  expect(readVerdicts("n1", [base, unit("n1", "users", ["file /c"])], run)).toEqual([
    { node: "n1", role: "base", step: "file /a", state: "ok" },
    { node: "n1", role: "base", step: "file /b: c", state: "failed", detail: why },
    { node: "n1", role: "users", step: "file /c", state: "ok" },
  ]);
});

test("a node that asks for a password, or is gone, is one row", () => {
  const asks = { ...silent, exitCode: 1, stderr: "sudo: a password is required\n" };
  expect(readVerdicts("n1", [base], asks)).toEqual([
    { node: "n1", state: "failed", detail: "sudo: a password is required" },
  ]);
  expect(readVerdicts("n1", [base], silent)).toEqual([
    { node: "n1", state: "unreachable", detail: "n1 does not answer over SSH: it is silent" },
  ]);
});

test("every node is asked once for all its units, with the secrets in place", async () => {
  const scripts = new Map<string, string[]>();
  const secret = {
    ...unit("n1", "users", []),
    steps: [shell({ id: "y", verify: "[ '«secret:key»' = a ]", apply: "true" })],
  };
  const units = [unit("n1", "base", ["x"]), unit("n2", "base", ["x"]), secret];
  const report = await findDrift(units, {
    stackFolder: "/none",
    resolve: (script) => script.replaceAll("«secret:key»", "canary"),
    log: silentLog,
    jobs: [{ job: "gateway", state: "drifted", detail: "count 1 → 2" }],
    run: (node, script) => {
      scripts.set(node, [...(scripts.get(node) ?? []), script]);
      return Promise.resolve(node === "n2" ? silent : said("base/x: ok", "unit base 0", "users/y: ok", "unit users 0"));
    },
  });
  expect([...scripts].map(([node, sent]) => [node, sent.length, sent.join("").includes("canary")])).toEqual([
    ["n1", 1, true],
    ["n2", 1, false],
  ]);
  expect(report.clean).toBe(false);
  expect(report.rows.map(({ node, role, state }) => [node, role, state])).toEqual([
    ["n1", "base", "ok"],
    ["n1", "users", "ok"],
    ["n2", undefined, "unreachable"],
  ]);
});

test("a machine that may be off, and is, is no drift and not a machine that could not be checked", async () => {
  const report = await findDrift([unit("n1", "base", ["x"]), unit("n2", "base", ["x"])], {
    stackFolder: "/none",
    resolve: (script) => script,
    log: silentLog,
    mayBeOff: ["n2"],
    run: (node) => Promise.resolve(node === "n2" ? silent : said("base/x: ok", "unit base 0")),
  });
  expect(report.clean).toBe(true);
  expect(report.rows[1]).toEqual({ node: "n2", state: "off", detail: "off, as the inventory allows" });
  expect(formatDrift(report)).toMatch(
    /^n2 +off +off, as the inventory allows\n\n1 step on 2 nodes and 0 jobs: no drift$/m,
  );
  expect(planRepair(report, new Set()).unchecked).toEqual([]);
});

test("dash reads the script of several units without an error, heredocs and all", () => {
  const heredoc = {
    ...base,
    steps: [shell({ id: "h", verify: "cat <<'E' | grep -q b\na) it's\nb\nE", apply: "true" })],
  };
  expect(execFileSync("sh", ["-n"], { input: verifyScript([base, heredoc]), encoding: "utf8" })).toBe("");
});

const report = (rows: DriftReport["rows"], jobs: DriftReport["jobs"] = []): DriftReport => ({
  clean: [...rows, ...jobs].every(({ state }) => state === "ok"),
  rows,
  jobs,
});
const good = { node: "n1", role: "base", step: "a", state: "ok" } as const;
const bad = { node: "n2", role: "ssh", step: "file /b", state: "drifted" } as const;
const gone = { node: "n3", state: "unreachable", detail: "it is silent" } as const;

test("drift and silence are different errors", () => {
  expect(() => assertNoDrift(report([good]))).not.toThrow();
  expect(() => assertNoDrift(report([good, bad, gone]))).toThrow(
    expect.objectContaining({
      code: "DRIFT_FOUND",
      message: "drift in 1 step and 0 jobs; not checked: n3",
    }),
  );
  expect(() => assertNoDrift(report([good, gone]))).toThrow(
    expect.objectContaining({ code: "NODE_UNREACHABLE", at: "n3" }),
  );
});

test("a person sees what drifted as a table, and the rest as a count", () => {
  expect(formatDrift(report([good], [{ job: "gateway", state: "ok" }]))).toBe("1 step on 1 node and 1 job: no drift");
  expect(formatDrift(report([good, bad, gone], [{ job: "gateway", state: "drifted", detail: "count" }]))).toBe(
    [
      "node  role  step         state        why",
      "n2    ssh   file /b      drifted",
      "n3                       unreachable  it is silent",
      "            job gateway  drifted      count",
      "",
      "2 steps on 3 nodes and 1 job: 3 not as declared",
    ].join("\n"),
  );
});
