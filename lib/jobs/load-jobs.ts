import { join } from "node:path";
import { root } from "../paths.ts";
import { loadDeclarations } from "../plan/load-declarations.ts";
import type { Job } from "./define-job.ts";

/**
 * All jobs: one file each in the checkout's `jobs` (or in another folder of the same form), exporting `job`, with its template in
 * `templates/jobs`. There is no list to edit.
 */
export async function loadJobs(checkout = root): Promise<readonly Job[]> {
  const jobs = await loadDeclarations<Job>(checkout, { folder: "jobs", exported: "job" });
  const templates = join(checkout, "templates", "jobs");
  return jobs.map((job) => ({ ...job, specs: (cluster, facts) => job.specs(cluster, facts, templates) }));
}
