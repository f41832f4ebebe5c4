import type { GroupUpdates, JobPlan } from "./nomad-types.ts";
import { placementReasons } from "./placement-reasons.ts";

/** What a plan would do to the tasks that run, a phrase each. Pure. */
export function planPhrases({ Annotations: annotations, FailedTGAllocs: failed }: JobPlan): readonly string[] {
  const updates = Object.values(annotations?.DesiredTGUpdates ?? {});
  const phrases = updates.map(phraseOf).filter((phrase) => phrase !== undefined);
  return [...new Set(phrases), ...placementReasons(failed).map((reason) => `cannot be placed: ${reason}`)];
}

function phraseOf(updates: GroupUpdates): string | undefined {
  if (updates.Canary > 0) return "the new version comes up beside the former one, which then ends";
  if (updates.DestructiveUpdate > 0) return "its tasks are stopped, and started in the new version";
  if (updates.Migrate > 0) return "it moves to another machine";
  if (updates.Stop > 0) return "it is stopped";
  if (updates.Place > 0) return "it is started";
  if (updates.InPlaceUpdate > 0) return "its tasks run on";
  return undefined;
}
