import { unitId } from "../steps/unit.ts";
import { jobSpecs } from "./job-specs.ts";
import type { Stack } from "./load-stack.ts";
import { readCheckpoint } from "./pulumi/read-checkpoint.ts";

export interface FreshPreview {
  /** Names of what would be created, in the order of the plan. */
  readonly creates: readonly string[];
  /** As Pulumi counts it once it is done. */
  readonly changes: Readonly<Record<string, number>>;
}

/** Pulumi has made nothing of the stack yet, or nothing is left of it. */
export const isFresh = (stack: Pick<Stack, "name">): boolean => readCheckpoint(stack.name).names.size === 0;

/**
 * What `up` would create of a stack of which there is nothing: all that the plan holds. That needs no engine, no keys, no depot and no
 * machine, so nothing is asked and nothing is written.
 */
export function previewFresh(stack: Stack): FreshPreview {
  const specs = jobSpecs(stack, { planned: true });
  const creates = [
    ...(stack.cluster.nodesFrom === "lab" ? stack.cluster.nodes.map(({ name }) => `the lab's node ${name}`) : []),
    ...stack.units.map(unitId),
    "gate/nodes",
    ...specs.flatMap(({ id }) => [`job/${id}`, `gate/${id}`]),
  ];
  // Pulumi counts the stack itself and each node as resources too, a lab's container not.
  const resources = 1 + stack.cluster.nodes.length + stack.units.length + 1 + 2 * specs.length;
  return { creates, changes: { create: resources } };
}
