import type { ZodType } from "zod";
import type { Cluster, ClusterNode } from "../config/derive/cluster.ts";
import { numbersOf, type NumbersOf } from "../config/shape/ports.ts";
import type { DepotItem } from "../depot/depot-item.ts";
import type { Step } from "../steps/step.ts";
import type { SecretDeclarations } from "../secrets/declared-secrets.ts";
import type { ConsulToken, PlannedToken, WorkloadRights } from "../steps/consul-rights.ts";
import type { Alert } from "./alert.ts";
import { endpointsOfPorts, type AccountEgress, type Endpoint, type ListeningPorts } from "./endpoint.ts";
import type { JobAccount } from "./job-account.ts";
import type { JobVolume } from "./job-volume.ts";
import type { BackupSource, RoleData } from "./kept-data.ts";
import type { Guard } from "../steps/unit.ts";

/** What a role may know: only what follows from the inventory. */
export interface RoleContext<Options = unknown> {
  readonly cluster: Cluster;
  readonly node: ClusterNode;
  /** The role's options on this node, validated by its schema. */
  readonly options: Options;
  /** Everything that listens on this node: what roles and jobs have declared. */
  readonly endpoints: readonly Endpoint[];
  /** Everything that listens on any node; absent means nothing. */
  readonly reachable?: readonly Endpoint[];
  /** What the cluster's jobs may connect to; absent means that there are none. */
  readonly egress?: readonly AccountEgress[];
  /** What the depot has to contain for the cluster's jobs. */
  readonly artifacts: readonly DepotItem[];
  /** Unprivileged accounts that the cluster's jobs run as. */
  readonly jobUsers: readonly string[];
  /** Those of them that images know by a number; absent means none. */
  readonly jobAccounts?: readonly JobAccount[];
  /** Folders that the cluster's jobs keep on nodes; absent means none. */
  readonly jobVolumes?: readonly JobVolume[];
  /** What the backup has of this node; absent means nothing. */
  readonly backups?: readonly BackupSource[];
  /** Rights in Consul of the cluster's jobs; absent means none. */
  readonly workloadRights?: readonly WorkloadRights[];
  /** Names in Consul of the services of the cluster's jobs, sorted; absent means none. */
  readonly services?: readonly string[];
  /** Consul tokens that the cluster's roles need; absent means none. */
  readonly consulTokens?: readonly PlannedToken[];
}

/** What a role's own functions get: the context, and the numbers of the ports that the role declares. */
export type OwnContext<Options, Ports> = RoleContext<Options> & { readonly ports: NumbersOf<Ports> };

/** What has to be done before a role's unit: the same node's unit of a role, or every unit of it in the cluster. */
export type Need = { readonly role: string; readonly where: "same-node" | "everywhere" };

export const onNode = (role: string): Need => ({ role, where: "same-node" });
export const everywhere = (role: string): Need => ({ role, where: "everywhere" });

/** One thing that is set up on a machine. One file in roles/, found by its name; see docs/how-to/add-a-role.md. */
export interface Role {
  /** Equals the file's name. */
  readonly name: string;
  /** What the machine can do afterwards, one sentence, for whoever reads the file. */
  readonly about: string;
  /** Schema of the role's options in the inventory; every field has a default. */
  readonly options: ZodType;
  readonly needs: readonly Need[];
  readonly ports: ListeningPorts;
  readonly secrets: SecretDeclarations;
  readonly consul?: ConsulToken;
  /** What the backup has of it. */
  readonly backup?: RoleData;
  /** Names of services in Consul that no node and no expert may have. */
  readonly reserves: readonly string[];
  /** Whether the node gets the role; every node does by default. */
  readonly runsOn?: (cluster: Cluster, node: ClusterNode) => boolean;
  /** What listens on the node because of the role. */
  readonly endpoints: (cluster: Cluster, node: ClusterNode) => readonly Endpoint[];
  /** What a person has to know of it. */
  readonly alerts?: readonly Alert[];
  /** Lock-out protection, for roles that can cut off SSH to the node. */
  readonly guard?: (context: RoleContext) => Guard;
  readonly steps: (context: RoleContext) => readonly Step[];
}

/** A role as its file declares it. */
export interface RoleDefinition<Options, Ports extends ListeningPorts> {
  readonly name: string;
  readonly about: string;
  readonly options: ZodType<Options>;
  readonly needs: readonly Need[];
  readonly runsOn?: (cluster: Cluster, node: ClusterNode) => boolean;
  /** By their names in `cluster.ports` of the inventory. Each is an endpoint, unless `endpoints` says otherwise. */
  readonly ports?: Ports;
  /** What listens on the node, if it does not follow from `ports`. */
  readonly endpoints?: (cluster: Cluster, node: ClusterNode) => readonly Endpoint[];
  /** By their names in the stack; `hearth init` makes missing ones. */
  readonly secrets?: SecretDeclarations;
  /** A token in Consul for a program of the role. */
  readonly consul?: ConsulToken;
  /** Data that the role keeps on the node, and that belong into the backup. */
  readonly backup?: RoleData;
  /** Names that no node and no expert may have; by default the role's own name, for a role that declares ports. */
  readonly reserves?: readonly string[];
  readonly alerts?: readonly Alert[];
  readonly guard?: (context: OwnContext<Options, Ports>) => Guard;
  readonly steps: (context: OwnContext<Options, Ports>) => readonly Step[];
}

/** Keeps the types of options and ports inside the role while the rest of Hearth handles roles of any kind. */
export function defineRole<Options, const Ports extends ListeningPorts = Readonly<Record<string, never>>>(
  definition: RoleDefinition<Options, Ports>,
): Role {
  const { name, ports = {}, secrets = {}, endpoints, guard, steps, ...same } = definition;
  const own = (context: RoleContext): OwnContext<Options, Ports> => ({
    ...(context as RoleContext<Options>),
    ports: numbersOf(ports, context.cluster.ports) as NumbersOf<Ports>,
  });
  return {
    name,
    reserves: Object.keys(ports).length > 0 ? [name] : [],
    ...same,
    ports,
    secrets,
    endpoints: endpoints ?? ((cluster) => endpointsOfPorts(name, ports, cluster)),
    ...(guard && { guard: (context) => guard(own(context)) }),
    steps: (context) => steps(own(context)),
  };
}
