import type { Step } from "./step.ts";

/**
 * Lock-out protection. Before the first change of the unit a timer is armed on the node that puts `paths` back as they were
 * and runs `reload`; only a fresh connection stops it.
 */
export interface Guard {
  readonly paths: readonly string[];
  /** POSIX shell that makes the machine use `paths` as they are now. */
  readonly reload: string;
}

/** One role on one node: what Pulumi holds as one resource, and what runs as one script. */
export interface Unit {
  readonly node: string;
  readonly role: string;
  readonly steps: readonly Step[];
  /** Ids of the units that have to be done first. */
  readonly needs: readonly string[];
  /** Its text holds secrets: Pulumi encrypts it, and no output of it is shown. */
  readonly secret: boolean;
  readonly guard?: Guard;
  /** Comments in the script; a change in one runs the unit again. */
  readonly notes: readonly string[];
}

/** The unit's name everywhere: in Pulumi, in messages, in `hearth drift`. */
export const unitId = (unit: Pick<Unit, "node" | "role">): string => `${unit.node}/${unit.role}`;
