import { unitId } from "../steps/unit.ts";
import { jobSpecs } from "./job-specs.ts";
import type { Stack } from "./load-stack.ts";
import { readCheckpoint } from "./pulumi/read-checkpoint.ts";

export interface FreshPreview {
  /** Names of what would be created, in the order of the plan. */
  readonly creates: readonly string[];
  /** The number of resources that Pulumi will report. */
  readonly changes: Readonly<Record<string, number>>;
}

/** Whether Pulumi has made nothing of the stack yet, or nothing is left of it. */
export const isFresh = (stack: Pick<Stack, "name">): boolean => readCheckpoint(stack.name).names.size === 0;

/**
 * What `up` would create for a stack that does not exist yet: everything in the plan. This needs no engine, keys, depot or
 * machine, so it connects to nothing and writes nothing.
 */
export function previewFresh(stack: Stack): FreshPreview {
  const specs = jobSpecs(stack, { planned: true });
  const creates = [
    ...(stack.cluster.nodesFrom === "lab" ? stack.cluster.nodes.map(({ name }) => `the lab's node ${name}`) : []),
    ...stack.units.map(unitId),
    "gate/nodes",
    ...specs.flatMap(({ id }) => [`job/${id}`, `gate/${id}`]),
  ];
  // Pulumi also counts the stack itself and each node as resources, but not a lab's containers.
  const resources = 1 + stack.cluster.nodes.length + stack.units.length + 1 + 2 * specs.length;
  return { creates, changes: { create: resources } };
}
