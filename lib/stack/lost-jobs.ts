import { connectCluster } from "../cluster/connect-cluster.ts";
import type { Log } from "@hearth/kernel/log.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import { jobSpecs } from "./job-specs.ts";
import type { Stack } from "./load-stack.ts";
import { readCheckpoint } from "./pulumi/read-checkpoint.ts";
import { runUpdate, type UpdateResult } from "./pulumi/run-update.ts";
import { markForRepair, nodesGate } from "./repair-marks.ts";

export interface LostJobsOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** What the update before this did. */
  readonly first: UpdateResult;
  /** Pulumi's names of all that is declared. */
  readonly wanted: ReadonlySet<string>;
}

/** An election takes a few seconds. */
const electionMs = 30_000;

/**
 * Registers the jobs that Nomad no longer has, because somebody purged them or all its servers were replaced. Pulumi sees no change in
 * them, so the update before this one did not register them. Returns what both updates did.
 */
export async function putBackLostJobs(
  stack: Stack,
  { first, wanted, ...options }: LostJobsOptions,
): Promise<UpdateResult> {
  const { log, signal } = options;
  const { names: made } = readCheckpoint(stack.name);
  const ids = jobSpecs(stack).flatMap(({ id }) => (made.has(`job/${id}`) ? [id] : []));
  const lost = await findLost(ids, connectCluster(stack.folder, { patienceMs: electionMs, signal }).nomad);
  if (lost.length === 0) return first;
  log.info(`Nomad no longer knows ${lost.join(", ")}; registering again`);
  // New servers know no machine yet either. A job's gate has the mark of its job.
  const names = [nodesGate, ...lost.map((id) => `job/${id}`)];
  await markForRepair(stack, { names, wanted, environment: options.environment });
  const second = await log.step("pulumi up", (progress) =>
    runUpdate(["up", "--yes", "--skip-preview"], { stack: stack.name, ...options, progress }),
  );
  return together(first, second);
}

/** Those of the jobs that Nomad does not know. */
export async function findLost(ids: readonly string[], nomad: Pick<NomadApi, "job">): Promise<readonly string[]> {
  const known = await Promise.all(ids.map((id) => nomad.job(id)));
  return ids.filter((_, index) => known[index] === undefined);
}

/** What both updates did; what the second changed counts as that, not as the same. */
export const together = (first: UpdateResult, second: UpdateResult): UpdateResult => ({
  changes: sum(first.changes, second.changes),
  parts: sum(first.parts, second.parts),
  planned: [...first.planned, ...second.planned],
});

function sum(
  first: Readonly<Record<string, number>>,
  second: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const changed = Object.entries(first).filter(([operation]) => operation !== "same");
  const all = new Map<string, number>(Object.entries(second));
  for (const [operation, count] of changed) all.set(operation, (all.get(operation) ?? 0) + count);
  const same = all.get("same");
  if (same !== undefined) all.set("same", Math.max(0, same - changed.reduce((total, [, count]) => total + count, 0)));
  return Object.fromEntries(all);
}
