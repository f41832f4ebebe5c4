import type { Artifact, JobFacts } from "./define-job.ts";

/** An artifact of the depot by its name. A name that is missing is a bug: the plan puts there what its jobs ask for. */
export function artifactOf(facts: JobFacts, name: string): Artifact {
  const artifact = facts.artifacts[name];
  if (artifact === undefined) throw new TypeError(`the depot holds no artifact ${name}`);
  return artifact;
}
