import { count } from "@hearth/kernel/count.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { table } from "@hearth/kernel/table.ts";
import type { DriftReport, DriftRow, JobDrift } from "./report.ts";

/** What `hearth repair` will do about a drift report. */
export interface RepairPlan {
  /** Steps that have drifted, in units that the plan wants; each unit is applied as a whole. */
  readonly steps: readonly DriftRow[];
  readonly jobs: readonly JobDrift[];
  /** Pulumi's names of the units and jobs to apply: `n1/base`, `job/gateway`. */
  readonly names: readonly string[];
  /** Nodes, and jobs as `job gateway`, that could not be checked. */
  readonly unchecked: readonly string[];
  /** What is left alone. */
  readonly asDeclared: { readonly steps: number; readonly jobs: number };
}

/**
 * Splits a drift report into what to apply again, what could not be checked, and what to leave alone.
 * @param wanted names of the units and jobs that the inventory declares
 */
export function planRepair({ rows, jobs }: DriftReport, wanted: ReadonlySet<string>): RepairPlan {
  const steps = rows.filter((row) => isDrifted(row) && wanted.has(nameOf(row)));
  const driftedJobs = jobs.filter(({ job, state }) => state === "drifted" && wanted.has(`job/${job}`));
  // A row without a step is a node that could not be checked, for whatever reason. A job that Nomad could not compare, as while it
  // elects a leader, has not drifted: applying it would wait for a gate that may not open.
  const unchecked = [
    ...rows.filter(({ step, state }) => step === undefined && state !== "off").map(({ node }) => node),
    ...jobs.filter(({ state }) => state === "failed").map(({ job }) => `job ${job}`),
  ];
  return {
    steps,
    jobs: driftedJobs,
    names: [...new Set([...steps.map(nameOf), ...driftedJobs.map(({ job }) => `job/${job}`)])],
    unchecked,
    asDeclared: {
      steps: rows.filter(({ state }) => state === "ok").length,
      jobs: jobs.filter(({ state }) => state === "ok").length,
    },
  };
}

const nameOf = ({ node, role = "" }: DriftRow): string => `${node}/${role}`;

const isDrifted = ({ step, state }: DriftRow): boolean =>
  step !== undefined && (state === "drifted" || state === "failed");

/** A table of what was repaired, and a summary line with all counts. */
export function formatRepair(
  { steps, jobs, asDeclared, unchecked }: RepairPlan,
  { width }: { readonly width?: number } = {},
): string {
  const others = `${count(asDeclared.steps, "step")} and ${count(asDeclared.jobs, "job")}`;
  const silence = unchecked.length === 0 ? "" : `; not checked: ${unchecked.join(", ")}`;
  if (steps.length + jobs.length === 0) return `nothing to repair: ${others} are as declared${silence}`;
  return [
    table(
      ["node", "role", "repaired"],
      [
        ...steps.map(({ node, role = "", step = "" }) => [node, role, step]),
        ...jobs.map(({ job }) => ["", "", `job ${job}`]),
      ],
      defined({ width }),
    ),
    "",
    `repaired ${count(steps.length, "step")} and ${count(jobs.length, "job")}; the other ${others} were as declared${silence}`,
  ].join("\n");
}

/** The form that `hearth repair --json` prints. */
export const repairJson = ({ steps, jobs, asDeclared, unchecked }: RepairPlan): object => ({
  repaired: { steps: steps.map(({ node, role, step }) => ({ node, role, step })), jobs: jobs.map(({ job }) => job) },
  asDeclared,
  unchecked,
});

/** Throws NODE_UNREACHABLE if a node or a job could not be checked, as `hearth drift` does. */
export function assertChecked({ unchecked }: RepairPlan): void {
  if (unchecked.length === 0) return;
  throw new HearthError({
    code: "NODE_UNREACHABLE",
    at: unchecked.join(", "),
    message: "could not be checked for drift, so nothing was repaired there",
    hint: "Run `hearth preflight` to see why, then run `hearth repair` again.",
  });
}
