import type { Cluster } from "../../config/derive/cluster.ts";

export interface OrderScene {
  readonly cluster: Pick<Cluster, "nodes" | "servers">;
  /** Machines on which something changes. */
  readonly changed: ReadonlySet<string>;
  /** Machines whose servers lead Nomad or Consul; twice if one leads both. */
  readonly leaders: readonly string[];
}

/**
 * In which order machines are upgraded, one at a time. Servers come first, since a newer client may ask an older server for what it
 * cannot do; leaders are the last of them, so that there are no more elections than needed. Pure.
 */
export function upgradeOrder({ cluster, changed, leaders }: OrderScene): readonly string[] {
  const names = cluster.nodes.map(({ name }) => name).filter((name) => changed.has(name));
  const leads = (name: string): number => leaders.filter((leader) => leader === name).length;
  const servers = names.filter((name) => cluster.servers.includes(name)).toSorted((a, b) => leads(a) - leads(b));
  return [...servers, ...names.filter((name) => !cluster.servers.includes(name))];
}

/** Machines with units among what would change: `n1/consul`. Pure. */
export function changedNodes(
  resources: readonly string[],
  { nodes }: Pick<Cluster, "nodes">,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    nodes.flatMap(({ name }) => {
      const own = resources.filter((resource) => resource.startsWith(`${name}/`));
      return own.length === 0 ? [] : [[name, own.map((resource) => resource.slice(name.length + 1))] as const];
    }),
  );
}
