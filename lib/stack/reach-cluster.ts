import type { NodeAccess } from "../ssh/node-access.ts";
import type { Stack } from "./load-stack.ts";
import { prepareSsh } from "./prepare-ssh.ts";
import { requireCluster } from "./unfinished-up.ts";

/**
 * For a command that asks the cluster: refuses a stack that nothing can answer for yet, and writes what SSH needs. Returns how each
 * node is reached. Throws STATE_MISSING.
 */
export function reachCluster(stack: Pick<Stack, "name" | "folder" | "cluster">): readonly NodeAccess[] {
  requireCluster(stack);
  return prepareSsh(stack);
}
