import type { NodeAccess } from "../ssh/node-access.ts";
import { knownAccesses, nodeAccesses } from "../ssh/node-accesses.ts";
import { writeSshFiles } from "../ssh/write-ssh-files.ts";
import { formerNodes } from "./journal/former-nodes.ts";
import type { Stack } from "./load-stack.ts";

export interface PrepareOptions {
  /** For a preview: nodes of a lab that have not been made yet are left out. */
  readonly planned?: boolean;
}

/**
 * Writes the stack's ssh_config and pinned host keys, and returns how each node is reached. In the files are also nodes that have
 * left the inventory, for as long as something on them is to be undone.
 */
export function prepareSsh(
  { cluster, folder }: Pick<Stack, "cluster" | "folder">,
  { planned = false }: PrepareOptions = {},
): readonly NodeAccess[] {
  const accesses = planned ? knownAccesses(cluster, folder) : nodeAccesses(cluster, folder);
  writeSshFiles(folder, [...accesses, ...formerNodes(folder, accesses)]);
  return accesses;
}
