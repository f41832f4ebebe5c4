import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../paths.ts";
import type { Job } from "./define-job.ts";

/**
 * All jobs: one file each in the checkout's `jobs` (or in another folder of the same form), exporting `job`, with its template in
 * `templates/jobs`. There is no list to edit.
 */
export async function loadJobs(checkout = root): Promise<readonly Job[]> {
  const folder = join(checkout, "jobs");
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  return Promise.all(
    files.sort().map(async (file): Promise<Job> => {
      const { job } = (await import(pathToFileURL(join(folder, file)).href)) as { job?: Job };
      if (job === undefined || `${job.name}.ts` !== file) {
        throw new TypeError(`jobs/${file} must export \`job\` with the name of its file`);
      }
      const templates = join(checkout, "templates", "jobs");
      return { ...job, specs: (cluster, facts) => job.specs(cluster, facts, templates) };
    }),
  );
}
