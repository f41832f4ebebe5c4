import { HearthError } from "@hearth/kernel/errors.ts";
import { notYet, ready, waitFor, type Clock } from "@hearth/kernel/wait.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { JobDocument } from "../nomad/nomad-types.ts";

/** Ignored where jobs are compared: lib/nomad/job-differences.ts. */
export const movedKey = "hearth_moved";

export interface MoveOptions {
  readonly limitMs: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly now?: () => Date;
}

/** Whether a second version of the job comes up beside the first, which ends only when the second is healthy. */
export const movesWithoutGap = (job: JobDocument): boolean =>
  Array.isArray(job["TaskGroups"]) &&
  job["TaskGroups"].every((group: unknown) => (canariesOf(group) ?? 0) > 0) &&
  job["TaskGroups"].length > 0;

function canariesOf(group: unknown): number | undefined {
  const { Update: update } = group as { readonly Update?: { readonly Canary?: number } | null };
  return update?.Canary;
}

/**
 * Has a job leave the nodes that Nomad may not place work on: a version that differs in a note alone comes up elsewhere, and then the
 * former one ends. A drain would end the former one first. Throws JOB_FAILED where the new one does not become healthy.
 */
export async function moveJob(nomad: NomadApi, id: string, options: MoveOptions): Promise<void> {
  const { now = () => new Date(), ...wait } = options;
  const job = await nomad.document(id);
  const known = await nomad.job(id);
  if (job === undefined || known === undefined) return;
  const meta = (job["Meta"] ?? {}) as Readonly<Record<string, string>>;
  const moved: JobDocument = { ...job, Meta: { ...meta, [movedKey]: now().toISOString() } };
  const { JobModifyIndex: index } = await nomad.register(moved, { enforceIndex: known.JobModifyIndex });
  await waitFor({ what: `${id} to be healthy elsewhere`, ...wait }, async () => {
    const deployment = await nomad.latestDeployment(id);
    if (deployment === undefined || deployment.JobSpecModifyIndex < index) return notYet("it has not begun yet");
    if (deployment.Status === "successful") return ready(undefined);
    if (deployment.Status !== "failed" && deployment.Status !== "cancelled") {
      return notYet(deployment.StatusDescription);
    }
    throw new HearthError({
      code: "JOB_FAILED",
      at: `job ${id}`,
      message: `it did not become healthy on another machine: ${deployment.StatusDescription}`,
      hint: `It still runs where it did. Read why with \`hearth why ${id}\`.`,
    });
  });
}
