import { jobDifferences } from "../nomad/job-differences.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { JobDocument } from "../nomad/nomad-types.ts";
import { registerJob } from "./register-job.ts";

/**
 * Makes Nomad retry a job that it has given up on. An equal registration has no effect, so a job without an earlier version is
 * removed and registered again; if Nomad has reverted the job, registering it again is enough. Returns the registration's index.
 */
export async function registerAgain(nomad: NomadApi, job: JobDocument): Promise<number> {
  const plan = await nomad.plan(job);
  const isThere = plan.JobModifyIndex !== 0 && jobDifferences(plan.Diff).length === 0;
  if (isThere) await nomad.purge(job.ID);
  return registerJob(nomad, job, isThere ? 0 : plan.JobModifyIndex);
}
