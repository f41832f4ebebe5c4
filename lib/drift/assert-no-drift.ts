import { count } from "@hearth/kernel/count.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { DriftReport } from "./report.ts";

/** Throws DRIFT_FOUND if anything has drifted, or NODE_UNREACHABLE if the only problem is that some nodes could not be checked. */
export function assertNoDrift({ clean, rows, jobs }: DriftReport): void {
  if (clean) return;
  const silent = rows.filter(({ state }) => state === "unreachable").map(({ node }) => node);
  const steps = rows.filter(({ state }) => state === "drifted" || state === "failed").length;
  const jobCount = jobs.filter(({ state }) => state !== "ok").length;
  if (steps + jobCount === 0) {
    throw new HearthError({
      code: "NODE_UNREACHABLE",
      at: silent.join(", "),
      message: "could not be checked for drift; every machine that answered is as declared",
      hint: "Run `hearth preflight` to see why.",
    });
  }
  throw new HearthError({
    code: "DRIFT_FOUND",
    message: `drift in ${count(steps, "step")} and ${count(jobCount, "job")}${silent.length === 0 ? "" : `; not checked: ${silent.join(", ")}`}`,
    hint: "Run `hearth repair` to repair them.",
  });
}
