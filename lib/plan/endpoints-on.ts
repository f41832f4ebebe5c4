import type { Cluster, ClusterNode } from "../config/derive/cluster.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Role } from "./role.ts";

/** Whether a node gets a role; every node does unless the role restricts it. */
export const runsOn = (role: Role, cluster: Cluster, node: ClusterNode): boolean =>
  role.runsOn?.(cluster, node) ?? true;

export interface Listeners {
  readonly roles: readonly Role[];
  /** What jobs listen on; a job may run on any node. */
  readonly jobEndpoints: readonly Endpoint[];
}

/** Everything that listens on a node: of its roles in their order, then of jobs. */
export function endpointsOn(
  node: ClusterNode,
  cluster: Cluster,
  { roles, jobEndpoints }: Listeners,
): readonly Endpoint[] {
  return [
    ...roles.filter((role) => runsOn(role, cluster, node)).flatMap((role) => role.endpoints(cluster, node)),
    ...jobEndpoints,
  ];
}
