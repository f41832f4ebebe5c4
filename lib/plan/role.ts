import type { ZodType } from "zod";
import type { Cluster, ClusterNode } from "../config/derive/cluster.ts";
import type { DepotItem } from "../depot/depot-item.ts";
import type { Step } from "../steps/step.ts";
import type { Endpoint } from "./endpoint.ts";
import type { JobVolume } from "./job-volume.ts";
import type { Guard } from "../steps/unit.ts";

/** What a role may know: nothing that is not in the inventory. */
export interface RoleContext<Options = unknown> {
  readonly cluster: Cluster;
  readonly node: ClusterNode;
  /** The role's options on this node, validated by its schema. */
  readonly options: Options;
  /** Everything that listens on this node: what roles and jobs have declared. */
  readonly endpoints: readonly Endpoint[];
  /** What the depot is to hold for the cluster's jobs. */
  readonly artifacts: readonly DepotItem[];
  /** Unprivileged accounts that the cluster's jobs run as. */
  readonly jobUsers: readonly string[];
  /** Folders that the cluster's jobs keep on nodes; absent means none. */
  readonly jobVolumes?: readonly JobVolume[];
}

/** What has to be done before a role's unit: the same node's unit of a role, or every unit of it in the cluster. */
export type Need = { readonly role: string; readonly where: "same-node" | "everywhere" };

export const onNode = (role: string): Need => ({ role, where: "same-node" });
export const everywhere = (role: string): Need => ({ role, where: "everywhere" });

/** What a machine becomes. One file in roles/, found by its name; see CONTRIBUTING.md. */
export interface Role<Options = unknown> {
  /** Equals the file's name. */
  readonly name: string;
  /** What the machine can do afterwards, one sentence; `hearth plan` prints it. */
  readonly about: string;
  /** Schema of the role's options in the inventory; every field has a default. */
  readonly options: ZodType<Options>;
  readonly needs: readonly Need[];
  /** Whether the node gets the role; every node does unless told. */
  readonly runsOn?: (cluster: Cluster, node: ClusterNode) => boolean;
  /** What listens on the node because of the role. */
  readonly endpoints?: (cluster: Cluster, node: ClusterNode) => readonly Endpoint[];
  /** Lock-out protection, for roles that can shut the door the person came in by. */
  readonly guard?: (context: RoleContext<Options>) => Guard;
  readonly steps: (context: RoleContext<Options>) => readonly Step[];
}

/** Keeps the options' type inside the role while the rest of Hearth handles roles of any options. */
export function defineRole<Options>(role: Role<Options>): Role {
  return role as Role;
}
