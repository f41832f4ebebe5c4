import type { Step } from "./step.ts";

/**
 * Lock-out protection. Before the unit's first change, a timer is started on the node that restores `paths` and runs `reload`,
 * unless a fresh connection stops it.
 */
export interface Guard {
  readonly paths: readonly string[];
  /** POSIX shell that makes the machine use the present content of `paths`. */
  readonly reload: string;
}

/** One role on one node: one resource in Pulumi, and one script. */
export interface Unit {
  readonly node: string;
  readonly role: string;
  readonly steps: readonly Step[];
  /** Ids of the units that have to be done first. */
  readonly needs: readonly string[];
  /** Its text holds secrets: Pulumi encrypts it, and its output is not shown. */
  readonly secret: boolean;
  readonly guard?: Guard;
  /** Comments in the script; a change in one runs the unit again. */
  readonly notes: readonly string[];
}

/** The unit's name in Pulumi, in messages and in `hearth drift`. */
export const unitId = (unit: Pick<Unit, "node" | "role">): string => `${unit.node}/${unit.role}`;
