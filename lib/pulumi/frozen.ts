import type * as pulumi from "@pulumi/pulumi";
import { jobsWaitingFor } from "../jobs/waiting-for.ts";
import type { Stack } from "../stack/load-stack.ts";
import { readCheckpoint } from "../stack/pulumi/read-checkpoint.ts";

/**
 * What cannot be reached now: it stays in the state as it is, with the inputs that it had, and what was never made is not declared.
 * `isMade` looks into the state.
 */
export interface Frozen {
  readonly nodes: ReadonlySet<string>;
  /** Ids of jobs. */
  readonly jobs: ReadonlySet<string>;
  readonly isMade: (name: string) => boolean;
}

export const nothingFrozen: Frozen = { nodes: new Set(), jobs: new Set(), isMade: () => true };

/** While these machines are off. */
export function frozenBy({ name, cluster }: Pick<Stack, "name" | "cluster">, nodes: ReadonlySet<string>): Frozen {
  const { names } = readCheckpoint(name);
  return { nodes, jobs: jobsWaitingFor(cluster, nodes), isMade: (resource) => names.has(resource) };
}

/** All inputs of a command. */
export const unchanged: pulumi.CustomResourceOptions = {
  ignoreChanges: ["create", "update", "delete", "stdin", "environment"],
};
