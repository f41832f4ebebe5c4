import { defined } from "@hearth/kernel/defined.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import type { DepotItem } from "../depot/depot-item.ts";
import { holdsSecret } from "../secrets/secret-ref.ts";
import type { Step } from "../steps/step.ts";
import type { PlannedToken, ServicePlace, WorkloadRights } from "../steps/consul-rights.ts";
import type { AccountEgress, Endpoint } from "./endpoint.ts";
import { endpointsOn, runsOn } from "./endpoints-on.ts";
import { orderRoles } from "./order-roles.ts";
import type { JobAccount } from "./job-account.ts";
import type { JobVolume } from "./job-volume.ts";
import type { BackupSource } from "./kept-data.ts";
import type { Role, RoleContext } from "./role.ts";
import { unitId, type Unit } from "../steps/unit.ts";

/** What the nodes need to know about the cluster's jobs. */
export interface Workload {
  /** What jobs listen on; a job may run on any node. */
  readonly endpoints: readonly Endpoint[];
  /** Unprivileged accounts that jobs run as. */
  readonly jobUsers: readonly string[];
  /** Those of them that images know by a number; absent means none. */
  readonly jobAccounts?: readonly JobAccount[];
  /** Folders that jobs keep on nodes. */
  readonly jobVolumes?: readonly JobVolume[];
  /** What the backup has of jobs. */
  readonly backups?: readonly BackupSource[];
  /** What jobs may do in Consul. */
  readonly workloadRights?: readonly WorkloadRights[];
  /** What jobs may connect to; absent means that there are none. */
  readonly egress?: readonly AccountEgress[];
  /** Where the services of jobs may run; absent means that there are none. */
  readonly servicePlaces?: readonly ServicePlace[];
  /** What the depot has to contain. */
  readonly artifacts: readonly DepotItem[];
}

const noWorkload: Workload = { endpoints: [], jobUsers: [], artifacts: [] };

/**
 * Every unit of the cluster, each after all that it needs. Pure. On one node the units form a chain, so that two never compete
 * for apt's lock; nodes run in parallel, except where units need units on other nodes.
 */
export function buildUnits(cluster: Cluster, roles: readonly Role[], workload: Workload = noWorkload): readonly Unit[] {
  const ordered = orderRoles(roles);
  const lastOnNode = new Map<string, string>();
  const lastOfRole = new Map<string, string[]>();
  const units: Unit[] = [];
  const listeners = { roles: ordered, jobEndpoints: workload.endpoints };
  const reachable = cluster.nodes.flatMap((node) => endpointsOn(node, cluster, listeners));
  const consulTokens = consulTokensOf(roles, cluster, workload.servicePlaces);
  const backups = [...(workload.backups ?? []), ...roleBackups(roles, cluster)];

  for (const role of ordered) {
    for (const node of cluster.nodes.filter((candidate) => runsOn(role, cluster, candidate))) {
      const context: RoleContext = {
        cluster,
        node,
        options: role.options.parse(node.options[role.name] ?? {}),
        endpoints: endpointsOn(node, cluster, listeners),
        reachable,
        egress: workload.egress ?? [],
        artifacts: workload.artifacts,
        jobUsers: workload.jobUsers,
        jobVolumes: workload.jobVolumes ?? [],
        backups: backups.filter(({ nodes }) => nodes.includes(node.name)),
        jobAccounts: workload.jobAccounts ?? [],
        workloadRights: workload.workloadRights ?? [],
        services: serviceNamesOf(workload.servicePlaces),
        consulTokens,
      };
      const spanning = role.needs
        .filter((need) => need.where === "everywhere")
        .flatMap((need) => lastOfRole.get(need.role) ?? [])
        .filter((id) => !id.startsWith(`${node.name}/`));
      for (const part of split(role, context)) {
        const previous = lastOnNode.get(node.name);
        units.push({
          ...part,
          node: node.name,
          needs: [...(previous === undefined ? [] : [previous]), ...spanning],
          notes: [],
        });
        lastOnNode.set(node.name, unitId({ node: node.name, role: part.role }));
      }
      const last = lastOnNode.get(node.name);
      if (last !== undefined) lastOfRole.set(role.name, [...(lastOfRole.get(role.name) ?? []), last]);
    }
  }
  return units;
}

/** What the backup has of roles, beside jobs. */
export const roleBackups = (roles: readonly Role[], cluster: Cluster): readonly BackupSource[] =>
  roles.flatMap((role) => {
    if (role.backup === undefined) return [];
    const nodes = cluster.nodes.filter((node) => runsOn(role, cluster, node)).map(({ name }) => name);
    return nodes.length === 0 ? [] : [{ ...role.backup, name: role.name, jobs: [], nodes }];
  });

const serviceNamesOf = (places: readonly ServicePlace[] = []): readonly string[] =>
  [...new Set(places.map(({ service }) => service))].sort();

/** Tokens that roles need: one for each node, where the rights differ from node to node. */
export function consulTokensOf(
  roles: readonly Role[],
  cluster: Cluster,
  servicePlaces: readonly ServicePlace[] = [],
): readonly PlannedToken[] {
  const { nodes, servers } = cluster;
  return roles.flatMap((role): readonly PlannedToken[] => {
    const { name, consul } = role;
    if (consul === undefined || !nodes.some((node) => runsOn(role, cluster, node))) return [];
    const { policy, secret, rules } = consul;
    if (typeof rules !== "function") return [{ ...consul, rules, name }];
    return nodes.map(({ name: node }) => {
      const services = servicePlaces.filter((place) => place.nodes.includes(node)).map(({ service }) => service);
      return {
        ...consul,
        name: `${name}-${node}`,
        policy: `${policy}-${node}`,
        secret: `${secret}.${node}`,
        rules: rules({ node, isServer: servers.includes(node), services: [...new Set(services)].sort() }),
      };
    });
  });
}

type UnitPart = Pick<Unit, "role" | "steps" | "secret" | "guard">;

/** A role's steps with secrets become a small unit of their own that runs first, so that the main unit keeps its readable diff. */
function split(role: Role, context: RoleContext): readonly UnitPart[] {
  const steps = role.steps(context);
  const secret = steps.filter(isSecret);
  const plain = steps.filter((step) => !isSecret(step));
  const guard = role.guard?.(context);
  return [
    ...(secret.length === 0 ? [] : [{ role: `${role.name}.secrets`, steps: secret, secret: true }]),
    ...(plain.length === 0 ? [] : [{ role: role.name, steps: plain, secret: false, ...defined({ guard }) }]),
  ];
}

const isSecret = (step: Step): boolean => holdsSecret(JSON.stringify(step));
