import type { NodeAccess } from "../ssh/node-access.ts";
import { nodeAccesses } from "../ssh/node-accesses.ts";
import { writeSshFiles } from "../ssh/write-ssh-files.ts";
import { formerNodes } from "./journal/former-nodes.ts";
import type { Stack } from "./load-stack.ts";

/**
 * Writes the stack's ssh_config and pinned host keys, and returns how each node is reached. In the files are also nodes that have
 * left the inventory, for as long as something on them is to be undone.
 */
export function prepareSsh({ cluster, folder }: Pick<Stack, "cluster" | "folder">): readonly NodeAccess[] {
  const accesses = nodeAccesses(cluster, folder);
  writeSshFiles(folder, [...accesses, ...formerNodes(folder, accesses)]);
  return accesses;
}
