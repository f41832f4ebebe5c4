import { count } from "@hearth/kernel/count.ts";
import { table } from "@hearth/kernel/table.ts";
import type { DriftReport } from "./report.ts";

/** A table of what has drifted, and a summary line with all counts. */
export function formatDrift({ rows, jobs }: DriftReport, options: { readonly width?: number } = {}): string {
  const findings = [
    ...rows.map(({ node, role = "", step = "", state, detail = "" }) => ({
      cells: [node, role, step, state, detail],
      state,
    })),
    ...jobs.map(({ job, state, detail = "" }) => ({ cells: ["", "", `job ${job}`, state, detail], state })),
  ].filter(({ state }) => state !== "ok");
  const nodes = new Set(rows.map(({ node }) => node)).size;
  const steps = rows.filter(({ step }) => step !== undefined).length;
  const found = findings.filter(({ state }) => state !== "off").length;
  const seen = `${count(steps, "step")} on ${count(nodes, "node")} and ${count(jobs.length, "job")}`;
  const summary = `${seen}: ${found === 0 ? "no drift" : `${found} not as declared`}`;
  if (findings.length === 0) return summary;
  return [
    table(
      ["node", "role", "step", "state", "why"],
      findings.map(({ cells }) => cells),
      options,
    ),
    "",
    summary,
  ].join("\n");
}
