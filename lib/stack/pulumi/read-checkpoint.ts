import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stateFolder } from "../../paths.ts";

/** The part of a stack's Pulumi state that Hearth reads; it holds no secrets. */
export interface Checkpoint {
  /** Names of what Pulumi has made and not deleted: `n1/base`, `job/gateway`. */
  readonly names: ReadonlySet<string>;
  /** Whether a run was interrupted during an operation whose outcome Pulumi does not know. */
  readonly hasPendingOperations: boolean;
}

interface StateFile {
  readonly checkpoint?: {
    readonly latest?: {
      readonly resources?: readonly { readonly urn: string }[];
      readonly pending_operations?: readonly unknown[];
    } | null;
  };
}

export const stateFile = (stack: string): string => join(stateFolder, ".pulumi", "stacks", "hearth", `${stack}.json`);

/** Whether Pulumi knows the stack. It does from the first `up` or preview on, and also after everything of it was removed. */
export const hasCheckpoint = (stack: string): boolean => existsSync(stateFile(stack));

/** Before the first run of Pulumi there is no state. */
export function readCheckpoint(stack: string): Checkpoint {
  const file = stateFile(stack);
  const state = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as StateFile) : {};
  const { resources = [], pending_operations: pending = [] } = state.checkpoint?.latest ?? {};
  return {
    names: new Set(resources.map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2))),
    hasPendingOperations: pending.length > 0,
  };
}
