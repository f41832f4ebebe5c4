import { messageOf } from "@hearth/kernel/errors.ts";
import { connectCluster } from "../cluster/connect-cluster.ts";
import { checkedJob } from "../jobs/apply-job.ts";
import type { JobSpec } from "../jobs/define-job.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import { planPhrases } from "../nomad/plan-phrases.ts";
import { jobSpecs } from "./job-specs.ts";
import type { Stack } from "./load-stack.ts";
import { effectOfChange } from "./preview-effects.ts";
import type { PlannedChange } from "./pulumi/update-reporter.ts";

/** What a change does to what runs; `steps` for a unit whose text may be read. */
export interface ChangeEffect {
  readonly steps?: readonly string[];
  readonly effects: readonly string[];
}

const limitMs = 20_000;

/** By resource, what `up` would do to machines, and what Nomad's plan says of jobs. A Nomad that does not answer is said. */
export async function effectsOfChanges(
  stack: Stack,
  planned: readonly PlannedChange[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ChangeEffect>> {
  const ofUnits = planned.flatMap((change) => {
    const effect = effectOfChange(change, stack.units);
    return effect === undefined ? [] : [[change.resource, effect] as const];
  });
  const specs = jobSpecs(stack, { planned: true }).filter(({ id }) =>
    planned.some(({ resource, operation }) => resource === `job/${id}` && operation === "update"),
  );
  if (specs.length === 0) return new Map(ofUnits);
  const { nomad } = connectCluster(stack.folder, { signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]) });
  const ofJobs = await Promise.all(
    specs.map(async (spec) => [`job/${spec.id}`, { effects: await effectsOfJob(nomad, spec) }] as const),
  );
  return new Map<string, ChangeEffect>([...ofUnits, ...ofJobs]);
}

async function effectsOfJob(nomad: NomadApi, spec: JobSpec): Promise<readonly string[]> {
  try {
    return planPhrases(await nomad.plan(await checkedJob(nomad, spec)));
  } catch (thrown) {
    return [`Nomad's plan is unknown: ${messageOf(thrown).split("\n", 1)[0] ?? ""}`];
  }
}
