import { jobDifferences } from "../nomad/job-differences.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import { checkedJob } from "./apply-job.ts";
import type { JobSpec } from "./define-job.ts";

/**
 * How the registered job differs from the spec, according to Nomad's own plan; empty if it does not. Values of variables are not
 * compared. Throws JOB_INVALID for a spec that Nomad refuses.
 */
export async function jobDrift(nomad: NomadApi, spec: JobSpec): Promise<readonly string[]> {
  const plan = await nomad.plan(await checkedJob(nomad, spec));
  return plan.JobModifyIndex === 0 ? ["not registered"] : jobDifferences(plan.Diff);
}
