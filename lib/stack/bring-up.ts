import { buildDepot } from "../depot/build-depot.ts";
import { labUp } from "../lab/lab-up.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { requireOwnSecrets } from "../secrets/own-secrets.ts";
import { installPrograms } from "./install-programs.ts";
import { forgetFinished } from "./journal/begun-units.ts";
import { planRepair, type RepairPlan } from "../drift/plan-repair.ts";
import { findStackDrift } from "./find-stack-drift.ts";
import { refuseEvicted } from "./evicted-nodes.ts";
import { knownAccesses } from "../ssh/node-accesses.ts";
import { initStack } from "./init-stack.ts";
import { readCheckpoint } from "./pulumi/read-checkpoint.ts";
import { startEarlyPreflight } from "./early-preflight.ts";
import { lookAtNewNodes } from "./first-look.ts";
import { forgetSettled } from "./settled-record.ts";
import { stackDigest, type StackDigest } from "./stack-digest.ts";
import { findOffNodes, offVariable, withoutNodes } from "./off-nodes.ts";
import { putBackLostJobs } from "./lost-jobs.ts";
import { markForRepair } from "./repair-marks.ts";
import { jobSpecs } from "./job-specs.ts";
import { labNodes } from "./lab-nodes.ts";
import { layOutContexts } from "../images/build-context.ts";
import { artifactsOf, imagesOf } from "../jobs/load-definitions.ts";
import type { Stack } from "./load-stack.ts";
import { prepareStack } from "./prepare-stack.ts";
import { releaseDeadRun } from "./pulumi/release-dead-run.ts";
import { runUpdate, type UpdateResult } from "./pulumi/run-update.ts";
import { beginUp } from "./unfinished-up.ts";
import { undoAbandoned } from "./journal/undo-abandoned.ts";
import { declaredNames } from "./journal/declared-names.ts";

export interface BringUpOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface BringUpResult extends UpdateResult {
  /** What was repaired; absent unless a repair was requested. */
  readonly repaired?: RepairPlan;
  /** Digest of everything that decides what the update does, taken right before it. */
  readonly digest: StackDigest;
}

/** Makes what Pulumi needs before it can look at the stack: programs, the lab's nodes, keys. A second run is quick. */
export async function prepareAll(stack: Stack, { environment, log, signal }: BringUpOptions): Promise<void> {
  refuseEvicted(stack, knownAccesses(stack.cluster, stack.folder));
  // If one fails the other is aborted, so that nothing keeps running after the error is printed.
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const ends = await Promise.allSettled(
    [
      installPrograms(stack, { log, signal: either }).then(async () => {
        const { secrets } = await initStack(stack, environment);
        requireOwnSecrets(stack.cluster, secrets);
        await buildDepot(artifactsOf(stack.jobs, stack.cluster), { stackFolder: stack.folder, log });
        await layOutContexts(imagesOf(stack.jobs, stack.cluster), { stackFolder: stack.folder, log });
      }),
      stack.cluster.nodesFrom === "lab"
        ? labUp({ stack: stack.name, nodes: labNodes(stack.cluster), log, signal: either })
        : Promise.resolve(),
    ].map((work) =>
      work.catch((thrown: unknown) => {
        failed.abort(thrown);
        throw thrown;
      }),
    ),
  );
  if (ends.some((end) => end.status === "rejected")) throw failed.signal.reason;
  prepareStack(stack);
  await releaseDeadRun(stack.name, log, { environment, signal });
}

/** `hearth up` up to the point where Pulumi has converged everything; the final checks are left to the caller. */
export async function bringUp(
  stack: Stack,
  options: BringUpOptions & { readonly repair?: boolean },
): Promise<BringUpResult> {
  forgetSettled(stack.folder);
  beginUp(stack.folder);
  const wasFoundReady = startEarlyPreflight(stack, options.signal);
  await prepareAll(stack, options);
  const off = await findOffNodes(stack, options);
  await lookAtNewNodes(withoutNodes(stack, new Set(off)), options);
  // Checked again: another run that was waited for may have finished the work.
  forgetSettled(stack.folder);
  const wanted = declaredNames(stack.units, jobSpecs(stack));
  await undoAbandoned(stack, { wanted, ...options });
  const repaired = options.repair === true ? await planToRepair(stack, wanted, options) : undefined;
  const digest = stackDigest(stack);
  const environment = {
    ...options.environment,
    ...((await wasFoundReady()) && { HEARTH_SKIP_PREFLIGHT: "yes" }),
    ...(off.length > 0 && { [offVariable]: off.join(",") }),
  };
  try {
    const first = await options.log.step("pulumi up", (progress) =>
      runUpdate(["up", "--yes", "--skip-preview"], { stack: stack.name, ...options, environment, progress }),
    );
    const result = await putBackLostJobs(stack, { ...options, environment, first, wanted });
    return { ...result, ...(repaired && { repaired }), digest };
  } finally {
    forgetFinished(stack);
  }
}

/** Marks what has drifted, so that the next update applies it again. What was never made, that update makes anyway. */
async function planToRepair(
  stack: Stack,
  wanted: ReadonlySet<string>,
  options: BringUpOptions,
): Promise<RepairPlan | undefined> {
  const made = readCheckpoint(stack.name).names;
  if (made.size === 0) return undefined;
  const plan = planRepair(await findStackDrift(stack, options), new Set([...wanted].filter((name) => made.has(name))));
  if (plan.names.length > 0) await markForRepair(stack, { names: plan.names, wanted, ...options });
  return plan;
}
