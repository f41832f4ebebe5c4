import { createHash } from "node:crypto";
import type { Cluster } from "../config/derive/cluster.ts";
import { secretRef } from "../secrets/secret-ref.ts";
import type { PlannedToken } from "./consul-rights.ts";

/** How the description of every token of ours begins. */
export const ours = "Hearth: ";

/** The description of a management token that took the place of Consul's first one. */
export const managing = "Whoever runs the cluster";

/** A token as Consul keeps it. */
export interface Token {
  readonly name: string;
  readonly accessor: string;
  readonly secret: string;
  readonly description: string;
  /** The node whose identity it gives; empty for one that gives a policy. */
  readonly node: string;
  readonly datacenter: string;
  readonly policy: string;
}

/** Every token in Consul's form; its public half is derived from its name, so that it can be found again. */
export function consulTokens(
  { name: cluster, nodes, datacenter }: Pick<Cluster, "name" | "nodes" | "datacenter">,
  ofRoles: readonly PlannedToken[],
): readonly Token[] {
  const accessorOf = (name: string): string => {
    const digest = createHash("sha256").update(`${cluster} ${name}`).digest("hex");
    return [
      digest.slice(0, 8),
      digest.slice(8, 12),
      digest.slice(12, 16),
      digest.slice(16, 20),
      digest.slice(20, 32),
    ].join("-");
  };
  const token = (name: string, secret: string, { node = "", policy = "" }): Token => ({
    name,
    accessor: accessorOf(name),
    secret: secretRef(secret),
    description: `${ours}${name}`,
    node,
    datacenter,
    policy,
  });
  return [
    ...nodes.map((node) => token(`agent-${node.name}`, `consul.agent.${node.name}`, { node: node.name })),
    ...ofRoles.map(({ name, secret, policy }) => token(name, secret, { policy })),
  ];
}
