import { defined } from "@hearth/kernel/defined.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import type { LabNodeSpec } from "../lab/nodes/lab-node-spec.ts";

/** The containers that a lab's inventory asks for. */
export function labNodes(cluster: Cluster): readonly LabNodeSpec[] {
  return cluster.nodes.map(({ name, resources: { memoryBytes } }) => ({
    name,
    ...defined({ memoryBytes }),
  }));
}
