import { messageOf } from "@hearth/kernel/errors.ts";
import { jobDifferences } from "../nomad/job-differences.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { JobDocument } from "../nomad/nomad-types.ts";

/** What Nomad says where the job is not the one of the index any more. Source: nomad/job_endpoint.go. */
const conflict = /Enforcing job modify index/;

/**
 * Registers a job over the version with this index, 0 for none, and returns the new index. In an election Nomad may answer that it
 * could not commit a registration, and commit it all the same; the request is repeated, and is then refused for its index. Such a job
 * counts as registered. Throws API_REFUSED where somebody else registered another one in between.
 */
export async function registerJob(nomad: NomadApi, job: JobDocument, enforceIndex: number): Promise<number> {
  try {
    return (await nomad.register(job, { enforceIndex })).JobModifyIndex;
  } catch (thrown) {
    if (!conflict.test(messageOf(thrown))) throw thrown;
    const plan = await nomad.plan(job);
    if (plan.JobModifyIndex === 0 || jobDifferences(plan.Diff).length > 0) throw thrown;
    return plan.JobModifyIndex;
  }
}
