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

/** While some machines are off, or not upgraded yet: those have their jobs. */
export function frozenBy(
  { name, cluster }: Pick<Stack, "name" | "cluster">,
  { off, held }: { readonly off: ReadonlySet<string>; readonly held: ReadonlySet<string> },
): Frozen {
  if (off.size + held.size === 0) return nothingFrozen;
  const { names } = readCheckpoint(name);
  return {
    nodes: new Set([...off, ...held]),
    jobs: jobsWaitingFor(cluster, off),
    isMade: (resource) => names.has(resource),
  };
}

/** All inputs of a command. */
export const unchanged: pulumi.CustomResourceOptions = {
  ignoreChanges: ["create", "update", "delete", "stdin", "environment"],
};
