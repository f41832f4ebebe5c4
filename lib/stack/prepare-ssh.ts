import type { NodeAccess } from "../ssh/node-access.ts";
import { nodeAccesses } from "../ssh/node-accesses.ts";
import { writeSshFiles } from "../ssh/write-ssh-files.ts";
import type { Stack } from "./load-stack.ts";

/** Writes the stack's ssh_config and pinned host keys, and returns how each node is reached. */
export function prepareSsh({ cluster, folder }: Pick<Stack, "cluster" | "folder">): readonly NodeAccess[] {
  const accesses = nodeAccesses(cluster, folder);
  writeSshFiles(folder, accesses);
  return accesses;
}
