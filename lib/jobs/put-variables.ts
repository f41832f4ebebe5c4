import { isDeepStrictEqual } from "node:util";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { JobSpec } from "./define-job.ts";

/** The variable that by default only the job's own tasks may read. */
export const variablePath = (jobId: string): string => `nomad/jobs/${jobId}`;

/** Writes the job's secrets if they differ; running tasks then get them through their templates. */
export async function putVariables(nomad: NomadApi, { id, variables }: JobSpec): Promise<void> {
  if (variables === undefined) return;
  const path = variablePath(id);
  const present = await nomad.variable(path);
  if (isDeepStrictEqual(present?.Items, variables)) return;
  await nomad.putVariable({ path, items: variables, checkIndex: present?.ModifyIndex ?? 0 });
}
