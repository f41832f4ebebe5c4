import { expect, test } from "vitest";
import { recordDrift, recordRepaired } from "./record-drift.ts";
import type { DriftRow } from "./report.ts";

const row = (node: string, state: DriftRow["state"]): DriftRow => ({ node, role: "ssh", step: "x", state });

test("each node that answered is told how much of it differs; one that fails to take it down is no failure", async () => {
  const scripts = new Map<string, string>();
  const rows = [
    row("n1", "ok"),
    row("n2", "drifted"),
    row("n2", "failed"),
    { node: "n3", state: "unreachable" as const },
  ];
  await recordDrift(
    { clean: false, rows, jobs: [] },
    {
      stackFolder: "/stack",
      nowSeconds: 1_000,
      run: (node, script) => {
        scripts.set(node, script);
        return Promise.reject(new Error("gone"));
      },
    },
  );
  expect([...scripts.keys()]).toEqual(["n1", "n2"]);
  expect(scripts.get("n1")).toContain("\nhearth_drift_findings 0\n");
  expect(scripts.get("n2")).toContain("\nhearth_drift_findings 2\n");
  expect(scripts.get("n2")).toContain("\nhearth_drift_checked_timestamp_seconds 1000\n");
});

test("a node that was repaired differs in nothing; one that could not be checked keeps what it had", async () => {
  const scripts = new Map<string, string>();
  await recordRepaired({ unchecked: ["n2", "job gateway"] }, ["n1", "n2"], {
    stackFolder: "/stack",
    nowSeconds: 1_000,
    run: (node, script) => {
      scripts.set(node, script);
      return Promise.reject(new Error("gone"));
    },
  });
  expect([...scripts.keys()]).toEqual(["n1"]);
  expect(scripts.get("n1")).toContain("\nhearth_drift_findings 0\n");
});
