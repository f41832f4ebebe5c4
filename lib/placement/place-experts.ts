import { describePlacement } from "./describe-placement.ts";
import type { ExpertRequest } from "./expert-request.ts";
import { fleetOf, type Use } from "./fleet.ts";
import { keepPresent } from "./keep-present.ts";
import type { CpuFeature, NodeFacts } from "./node-facts.ts";
import { placeAll } from "./place-all.ts";
import type { PlacedExpert, Placement } from "./placement.ts";
import { byUrgency, wishOf } from "./wish.ts";

export interface PlacementInput {
  readonly nodes: readonly NodeFacts[];
  readonly experts: readonly ExpertRequest[];
  /** Where they are now. What still fits stays, unless something clearly better is there. */
  readonly present?: readonly PlacedExpert[];
  /** What experts that were placed by hand take. */
  readonly occupied?: readonly Use[];
  /** What the build of llama.cpp needs of a processor. */
  readonly neededFeatures?: readonly CpuFeature[];
}

/**
 * A place for all experts at once, never above measured memory less the margin. Pure, and the same whatever the order of nodes and
 * experts. First each gets what it wants; if not all can, each gets the least it needs, and then what is left is shared out again by
 * priority.
 */
export function placeExperts({
  nodes,
  experts,
  present = [],
  occupied = [],
  neededFeatures = [],
}: PlacementInput): Placement {
  const fleet = fleetOf(nodes, neededFeatures);
  const order = experts.map(wishOf).sort(byUrgency);
  const kept = keepPresent(fleet, order, { present, occupied });
  let outcome = placeAll({ fleet, order, occupied }, kept);
  if (outcome.size < order.length && kept.size > 0) {
    const afresh = placeAll({ fleet, order, occupied }, new Map());
    const isMore = afresh.size > outcome.size && [...outcome.keys()].every((wish) => afresh.has(wish));
    if (isMore) outcome = afresh;
  }
  return describePlacement({ fleet, order, outcome, occupied, present });
}
