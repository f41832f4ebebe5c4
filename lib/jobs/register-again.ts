import { jobDifferences } from "../nomad/job-differences.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { JobDocument } from "../nomad/nomad-types.ts";

/**
 * Lets Nomad try a job once more that it has given up on. An equal registration does not wake it, so a job without a version to go
 * back to is taken out and put in again; one that Nomad took back is registered over it. Returns the registration's index.
 */
export async function registerAgain(nomad: NomadApi, job: JobDocument): Promise<number> {
  const plan = await nomad.plan(job);
  const isThere = plan.JobModifyIndex !== 0 && jobDifferences(plan.Diff).length === 0;
  if (isThere) await nomad.purge(job.ID);
  const { JobModifyIndex } = await nomad.register(job, { enforceIndex: isThere ? 0 : plan.JobModifyIndex });
  return JobModifyIndex;
}
