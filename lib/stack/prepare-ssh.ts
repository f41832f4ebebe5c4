import type { NodeAccess } from "../ssh/node-access.ts";
import { knownAccesses, nodeAccesses } from "../ssh/node-accesses.ts";
import { writeSshFiles } from "../ssh/write-ssh-files.ts";
import { formerNodes } from "./journal/former-nodes.ts";
import type { Stack } from "./load-stack.ts";

export interface PrepareOptions {
  /** For a preview: leaves out lab nodes that have not been made yet. */
  readonly planned?: boolean;
}

/**
 * Writes the stack's ssh_config and pinned host keys, and returns how each node is reached. The files also list nodes that have
 * left the inventory, while there is something left to undo on them.
 */
export function prepareSsh(
  { cluster, folder }: Pick<Stack, "cluster" | "folder">,
  { planned = false }: PrepareOptions = {},
): readonly NodeAccess[] {
  const accesses = planned ? knownAccesses(cluster, folder) : nodeAccesses(cluster, folder);
  writeSshFiles(folder, [...accesses, ...formerNodes(folder, accesses)]);
  return accesses;
}
