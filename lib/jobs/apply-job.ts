import { setTimeout as sleep } from "node:timers/promises";
import { HearthError } from "@hearth/kernel/errors.ts";
import { jobDifferences } from "../nomad/job-differences.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { JobDocument } from "../nomad/nomad-types.ts";
import { placementReasons } from "../nomad/placement-reasons.ts";
import type { JobSpec } from "./define-job.ts";
import { putVariables } from "./put-variables.ts";
import { registerAgain } from "./register-again.ts";
import { registerJob } from "./register-job.ts";

export interface Applied {
  readonly outcome: "unchanged" | "created" | "updated" | "retried";
  /** What was changed, one line each; empty for a job that is new. */
  readonly differences: readonly string[];
}

/**
 * Makes the job in Nomad the one of the spec, and does not wait for it to run. A job that is that already is left alone, so
 * nothing restarts. Throws JOB_INVALID, and API_REFUSED where somebody else registered the job in between.
 */
export async function applyJob(nomad: NomadApi, spec: JobSpec, patience: Patience = usualPatience): Promise<Applied> {
  const job = await checkedJob(nomad, spec);
  await putVariables(nomad, spec);
  const plan = await planWithVolumes(nomad, job, patience);
  const differences = jobDifferences(plan.Diff);
  const isNew = plan.JobModifyIndex === 0;
  if (!isNew && differences.length === 0) return retryFailed(nomad, job, plan.JobModifyIndex);

  const reasons = placementReasons(plan.FailedTGAllocs);
  if (reasons.length > 0) {
    const hint = "Give its node more (`resources` in the inventory), or the model less, and see `hearth status`.";
    throw invalid(spec, `Nomad cannot place this job\n${indented(reasons)}`, hint);
  }
  await registerJob(nomad, job, plan.JobModifyIndex);
  return isNew ? { outcome: "created", differences: [] } : { outcome: "updated", differences };
}

export interface Patience {
  readonly limitMs: number;
  readonly intervalMs: number;
}

const usualPatience: Patience = { limitMs: 60_000, intervalMs: 2_000 };

/** Nomad's plan. An agent that has just been started again with a new volume reports it some seconds later, and is waited for. */
async function planWithVolumes(nomad: NomadApi, job: JobDocument, { limitMs, intervalMs }: Patience) {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const plan = await nomad.plan(job);
    const lacksVolume = placementReasons(plan.FailedTGAllocs).some((reason) => reason.includes("host volumes"));
    if (!lacksVolume || performance.now() >= endMs) return plan;
    await sleep(intervalMs);
  }
}

/** Nomad's JSON of the spec. Throws JOB_INVALID where its parser or its validation refuses it. */
export async function checkedJob(nomad: NomadApi, spec: JobSpec): Promise<JobDocument> {
  const job = await nomad.parse(spec.hcl);
  if (job.ID !== spec.id) throw invalid(spec, `its template names the job ${job.ID}`, "Use {{hcl id}} for its name.");
  const findings = await nomad.validate(job);
  if (findings.length === 0) return job;
  const hint = `Correct its template in templates/jobs; \`hearth plan\` shows what it renders to.`;
  throw invalid(spec, `Nomad finds it invalid\n${indented(findings)}`, hint);
}

/** Nomad gives up on a job whose very first version fails, for there is none to go back to. */
async function retryFailed(nomad: NomadApi, job: JobDocument, index: number): Promise<Applied> {
  const unchanged: Applied = { outcome: "unchanged", differences: [] };
  const deployment = await nomad.latestDeployment(job.ID);
  if (deployment?.JobSpecModifyIndex !== index || deployment.Status !== "failed") return unchanged;
  const allocations = await nomad.allocations(job.ID);
  if (allocations.some(({ ClientStatus }) => ClientStatus === "running")) return unchanged;
  await registerAgain(nomad, job);
  return { outcome: "retried", differences: [] };
}

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join("\n");

const invalid = (spec: JobSpec, message: string, hint: string): HearthError =>
  new HearthError({ code: "JOB_INVALID", at: `job ${spec.id}`, message, hint });
