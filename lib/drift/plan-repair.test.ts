import { expect, test } from "vitest";
import { assertChecked, formatRepair, planRepair, repairJson } from "./plan-repair.ts";
import type { DriftReport } from "./report.ts";

const wanted = new Set(["n1/base", "n1/consul.secrets", "n2/ssh", "job/gateway", "job/memory", "job/prometheus"]);
const report: DriftReport = {
  clean: false,
  rows: [
    { node: "n1", role: "base", step: "file /a", state: "ok" },
    { node: "n1", role: "base", step: "file /b", state: "drifted" },
    { node: "n1", role: "base", step: "file /c", state: "drifted" },
    { node: "n1", role: "consul.secrets", step: "file /d", state: "ok" },
    { node: "n2", role: "ssh", step: "sshd", state: "failed", detail: "verify was interrupted" },
    { node: "n2", role: "gone", step: "all of it", state: "drifted", detail: "begun and never finished" },
    { node: "n3", state: "unreachable", detail: "it is silent" },
  ],
  jobs: [
    { job: "gateway", state: "drifted", detail: "count 1 → 2" },
    { job: "memory", state: "ok" },
    { job: "former", state: "drifted" },
    { job: "prometheus", state: "failed", detail: "no cluster leader" },
  ],
};

test("each unit with a step that drifted or could not be checked is applied once, and each job that drifted", () => {
  expect(planRepair(report, wanted)).toMatchObject({
    names: ["n1/base", "n2/ssh", "job/gateway"],
    unchecked: ["n3", "job prometheus"],
    asDeclared: { steps: 2, jobs: 1 },
  });
});

test("a person sees each step and job that was repaired, and the rest as a count", () => {
  expect(formatRepair(planRepair(report, wanted))).toBe(
    [
      "node  role  repaired",
      "n1    base  file /b",
      "n1    base  file /c",
      "n2    ssh   sshd",
      "            job gateway",
      "",
      "repaired 3 steps and 1 job; the other 2 steps and 1 job were as declared; not checked: n3, job prometheus",
    ].join("\n"),
  );
});

test("where nothing drifted it says so", () => {
  const rows = report.rows.filter(({ state }) => state === "ok");
  expect(formatRepair(planRepair({ clean: true, rows, jobs: [] }, wanted))).toBe(
    "nothing to repair: 2 steps and 0 jobs are as declared",
  );
});

test("a node that could not be checked is an error, after the others were repaired", () => {
  expect(() => assertChecked(planRepair(report, wanted))).toThrow(
    expect.objectContaining({ code: "NODE_UNREACHABLE", at: "n3, job prometheus" }),
  );
  expect(() =>
    assertChecked(planRepair({ ...report, rows: report.rows.slice(0, 5), jobs: report.jobs.slice(0, 3) }, wanted)),
  ).not.toThrow();
});

test("with --json there is what was repaired, by node, role and step", () => {
  expect(repairJson(planRepair(report, wanted))).toEqual({
    repaired: {
      steps: [
        { node: "n1", role: "base", step: "file /b" },
        { node: "n1", role: "base", step: "file /c" },
        { node: "n2", role: "ssh", step: "sshd" },
      ],
      jobs: ["gateway"],
    },
    asDeclared: { steps: 2, jobs: 1 },
    unchecked: ["n3", "job prometheus"],
  });
});
