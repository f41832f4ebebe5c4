import { count } from "@hearth/kernel/count.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { DriftReport } from "./report.ts";

/** Throws DRIFT_FOUND when anything is not as it should be, or NODE_UNREACHABLE when all that is wrong is that nobody could look. */
export function assertNoDrift({ clean, rows, jobs }: DriftReport): void {
  if (clean) return;
  const silent = rows.filter(({ state }) => state === "unreachable").map(({ node }) => node);
  const steps = rows.filter(({ state }) => state === "drifted" || state === "failed").length;
  const jobCount = jobs.filter(({ state }) => state !== "ok").length;
  if (steps + jobCount === 0) {
    throw new HearthError({
      code: "NODE_UNREACHABLE",
      at: silent.join(", "),
      message: "could not be asked for drift; what answered is as it should be",
      hint: "See why with `hearth preflight`.",
    });
  }
  throw new HearthError({
    code: "DRIFT_FOUND",
    message: `drift in ${count(steps, "step")} and ${count(jobCount, "job")}${silent.length === 0 ? "" : `; not checked: ${silent.join(", ")}`}`,
    hint: "Put them right with `hearth repair`.",
  });
}
