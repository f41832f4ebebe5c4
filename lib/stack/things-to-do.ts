import { findLabFile } from "../lab/nodes/lab-file.ts";
import { jobSpecs } from "./job-specs.ts";
import { declaredNames } from "./journal/declared-names.ts";
import type { Stack } from "./load-stack.ts";
import { readCheckpoint } from "./pulumi/read-checkpoint.ts";

/**
 * How many lab nodes, units and jobs an `up` has to make or remove, as the files of this computer know. What only changes is not
 * counted: that is seen by Pulumi.
 */
export function thingsToDo(
  stack: Stack,
  made: ReadonlySet<string> = readCheckpoint(stack.name).names,
  labNodes: readonly string[] = (findLabFile(stack.name)?.nodes ?? []).map(({ name }) => name),
): number {
  const wanted = declaredNames(stack.units, jobSpecs(stack, { planned: true }));
  const missing = [...wanted].filter((name) => !made.has(name));
  const surplus = [...made].filter((name) => /^(?!gate\/)[^/]+\/[^/]+$/.test(name) && !wanted.has(name));
  const nodes =
    stack.cluster.nodesFrom === "lab" ? stack.cluster.nodes.filter(({ name }) => !labNodes.includes(name)) : [];
  return missing.length + surplus.length + nodes.length;
}
