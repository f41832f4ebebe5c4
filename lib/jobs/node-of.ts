import { HearthError } from "@hearth/kernel/errors.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import { suggestion } from "../config/shape/nearest-name.ts";

/**
 * The node of a job whose data stay on one machine: the one that its option `node` names, or the first server.
 * Throws CONFIG_INVALID where there is no such node.
 */
export function nodeOf(job: string, node: string | undefined, { nodes, servers }: Cluster): string {
  const names = nodes.map(({ name }) => name);
  if (node !== undefined && !names.includes(node)) {
    throw new HearthError({
      code: "CONFIG_INVALID",
      at: `jobs.${job}.node`,
      message: `there is no node ${node}; ${suggestion(node, names)}`,
      hint: "Name a machine of `nodes`, or remove `node`: the job then runs on the first server.",
    });
  }
  return node ?? servers[0] ?? names[0] ?? "";
}
