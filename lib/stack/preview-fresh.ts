import { imageNames } from "../images/image-ref.ts";
import { unitId } from "../steps/unit.ts";
import { jobSpecs } from "./job-specs.ts";
import type { Stack } from "./load-stack.ts";
import { readCheckpoint } from "./pulumi/read-checkpoint.ts";

/** Whether Pulumi has made nothing of the stack yet, or nothing is left of it. */
export const isFresh = (stack: Pick<Stack, "name">): boolean => readCheckpoint(stack.name).names.size === 0;

/**
 * Names of the parts that `up` would create for a stack that does not exist yet, in the order of the plan: all of them. This needs no
 * engine, keys, depot or machine, so it connects to nothing and writes nothing.
 */
export function previewFresh(stack: Stack): readonly string[] {
  const specs = jobSpecs(stack, { planned: true, pushesImages: true });
  const ofJobs = specs.flatMap(({ id, hcl }) => [
    ...imageNames(hcl).map((app) => `image/${app}`),
    `job/${id}`,
    `gate/${id}`,
  ]);
  return [...new Set([...stack.units.map(unitId), "gate/nodes", ...ofJobs])];
}

/** Nodes of a lab that `up` would make first. */
export const freshLabNodes = ({ cluster }: Stack): readonly string[] =>
  cluster.nodesFrom === "lab" ? cluster.nodes.map(({ name }) => name) : [];
