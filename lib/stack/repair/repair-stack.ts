import { suggestion } from "../../config/shape/nearest-name.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { planRepair, type RepairPlan } from "../../drift/plan-repair.ts";
import type { BringUpOptions } from "../bring-up.ts";
import { findStackDrift } from "../find-stack-drift.ts";
import { jobSpecs } from "../job-specs.ts";
import { forgetFinished } from "../journal/begun-units.ts";
import { undoAbandoned } from "../journal/undo-abandoned.ts";
import { declaredNames } from "../journal/declared-names.ts";
import type { Stack } from "../load-stack.ts";
import { prepareStack } from "../prepare-stack.ts";
import { readCheckpoint } from "../pulumi/read-checkpoint.ts";
import { releaseDeadRun } from "../pulumi/release-dead-run.ts";
import { runUpdate } from "../pulumi/run-update.ts";
import { requireKeys } from "../require-keys.ts";
import { markForRepair } from "../repair-marks.ts";

export interface RepairOptions extends BringUpOptions {
  /** Only units on these nodes; if empty, every unit and job of the stack. */
  readonly nodes: readonly string[];
}

/**
 * Applies the units and jobs that have drifted, through Pulumi, and nothing else: changes of the inventory that are not applied
 * yet are left to `up`. A node that does not answer is in the returned plan; the others are repaired. Returns what was done.
 */
export async function repairStack(stack: Stack, options: RepairOptions): Promise<RepairPlan> {
  const { environment, log, nodes } = options;
  requireKnownNodes(stack, nodes);
  requireKeys(stack.name);
  prepareStack(stack);
  await releaseDeadRun(stack.name, log, options);
  const wanted = declaredNames(stack.units, jobSpecs(stack));
  if (nodes.length === 0) await undoAbandoned(stack, { wanted, ...options });
  const report = await findStackDrift(stack, options);
  const plan = planRepair(report, wanted);
  requireMade(stack, plan.names);
  if (plan.names.length === 0) return plan;

  options.signal.throwIfAborted();
  await markForRepair(stack, { names: plan.names, wanted, environment });
  const targets = plan.names.flatMap((name) => [name, ...(name.startsWith("job/") ? [gateOf(name)] : [])]);
  try {
    await log.step("pulumi up", (progress) =>
      runUpdate(["up", "--yes", "--skip-preview", ...targets.map((name) => `--target=**::${name}`)], {
        ...options,
        progress,
        stack: stack.name,
        // The drift check has just looked at the machines, and one that does not answer must not block repairing the others.
        environment: { ...environment, HEARTH_SKIP_PREFLIGHT: "yes" },
      }),
    );
  } finally {
    forgetFinished(stack);
  }
  return plan;
}

/** As `lib/pulumi/declare-jobs.ts` names it. */
const gateOf = (job: string): string => job.replace(/^job\//, "gate/");

function requireKnownNodes({ cluster }: Stack, nodes: readonly string[]): void {
  const unknown = nodes.filter((node) => !cluster.nodes.some(({ name }) => name === node));
  if (unknown.length === 0) return;
  const known = cluster.nodes.map(({ name }) => name);
  throw new HearthError({
    code: "CONFIG_INVALID",
    message: `the inventory has no node ${unknown.join(", ")}; ${suggestion(unknown[0] ?? "", known)}`,
    hint: `Choose from ${known.join(", ")}.`,
  });
}

/** What was never made has not drifted: it has to be made in order by a whole `up`. */
function requireMade({ name }: Stack, names: readonly string[]): void {
  const { names: made } = readCheckpoint(name);
  const unmade = names.filter((each) => !made.has(each));
  if (unmade.length === 0) return;
  throw new HearthError({
    code: "STATE_MISSING",
    at: unmade.length > 3 ? `${unmade.slice(0, 3).join(", ")} and ${unmade.length - 3} more` : unmade.join(", "),
    message: "never created, so there is nothing to repair",
    hint: "Run `hearth up --repair`, which creates it and repairs the rest.",
  });
}
