import type { Cluster, ClusterNode } from "../derive/cluster.ts";
import { layersOf } from "../derive/layers.ts";
import type { Declared } from "../shape/declared.ts";
import type { Path } from "../read/finding.ts";
import type { Place, Source } from "../read/source.ts";
import { valueAt } from "../read/value-at.ts";
import type { Inventory } from "../shape/inventory-schema.ts";

/** One setting of a node. */
export interface EffectiveSetting {
  /** As in an inventory, seen from the node: `ssh.port`, `options.base.timezone`, `cluster.domain`. */
  readonly name: string;
  /** The value as written in the inventory, or in words if a default is not a single value. */
  readonly value: unknown;
  /** Where the inventory says so; absent for a default. */
  readonly from?: Place;
}

interface Parts {
  readonly inventory: Inventory;
  readonly source: Source;
  readonly cluster: Cluster;
  /** The roles whose options are shown. */
  readonly declared: Pick<Declared, "roleOptions">;
}

/** Every setting of a node and of its cluster, with its place in the inventory. Undefined if there is no such node. Pure. */
export function explainNode(name: string, parts: Parts): readonly EffectiveSetting[] | undefined {
  const index = parts.cluster.nodes.findIndex((node) => node.name === name);
  const node = parts.cluster.nodes[index];
  if (node === undefined) return undefined;
  return [
    ...nodeSettings(node, { ...parts, index }),
    ...roleSettings(node, { ...parts, index }),
    ...expertSettings(node, parts),
    ...clusterSettings(parts),
  ];
}

interface NodeParts extends Parts {
  readonly index: number;
}

function nodeSettings(
  node: ClusterNode,
  { inventory, source, cluster, index }: NodeParts,
): readonly EffectiveSetting[] {
  const inLab = cluster.nodesFrom === "lab";
  const ofNode = (key: string, otherwise: unknown): EffectiveSetting =>
    setting(source, key, { places: [["nodes", index, ...key.split(".")]], otherwise });
  const layered = (key: string, otherwise: unknown, further: readonly Path[] = []): EffectiveSetting => {
    const layers = layersOf(inventory, index).toReversed();
    return setting(source, key, {
      places: [...layers.map(({ path }) => [...path, ...key.split(".")]), ...further],
      otherwise,
    });
  };
  return [
    ofNode("address", inLab ? "given by the lab" : undefined),
    ofNode("groups", []),
    layered("ssh.user", node.ssh.user),
    layered("ssh.port", inLab ? "given by the lab" : node.ssh.port, [["cluster", "ports", "ssh"]]),
    ofNode("ssh.hostKey", inLab ? "given by the lab" : undefined),
    layered("ssh.sudoPassword", "sudo asks for none"),
    layered("ssh.jump", "none"),
    layered("ssh.identityFile", inLab ? "given by the lab" : "your SSH agent or hardware key"),
    layered("resources.memory", "all that the machine has"),
    layered("resources.cpu", "all that the machine has"),
  ];
}

/** Each role's options, one on each line; an option that no layer sets has the role's default. */
function roleSettings(
  node: ClusterNode,
  { inventory, source, declared: { roleOptions = {} }, index }: NodeParts,
): readonly EffectiveSetting[] {
  const layers = layersOf(inventory, index).toReversed();
  return Object.keys(roleOptions).flatMap((role) =>
    leavesOf(node.options[role], ["options", role]).map(({ path, value }) =>
      setting(source, path.join("."), { places: layers.map((layer) => [...layer.path, ...path]), otherwise: value }),
    ),
  );
}

function expertSettings(node: ClusterNode, { source, cluster }: Parts): readonly EffectiveSetting[] {
  return cluster.experts.flatMap(({ name, head, workers, port, rpcPorts }, index): readonly EffectiveSetting[] => {
    const from = source.place(["experts", index, "name"]);
    const rpcPort = rpcPorts[workers.indexOf(node.name)];
    return [
      ...(head === node.name ? [{ name: `experts.${name}`, value: `head, on port ${port}`, from }] : []),
      ...(rpcPort === undefined ? [] : [{ name: `experts.${name}`, value: `worker, on port ${rpcPort}`, from }]),
    ];
  });
}

function clusterSettings({ source, cluster }: Parts): readonly EffectiveSetting[] {
  const { datacenter, domain, nodesFrom, overlay, servers, services = servers, depot, ports, users } = cluster;
  const whole = { datacenter, domain, nodesFrom, overlay, servers, services, depot, ports };
  return [
    ...[...leavesOf(whole, ["cluster"]), ...leavesOf(cluster.jobOptions, ["jobs"])].map(({ path, value }) =>
      setting(source, path.join("."), { places: [path], otherwise: value }),
    ),
    { ...setting(source, "users", { places: [["users"]], otherwise: [] }), value: users.map(({ name }) => name) },
  ];
}

/** The first of the places that the inventory has, or the default. */
function setting(
  source: Source,
  name: string,
  { places, otherwise }: { readonly places: readonly Path[]; readonly otherwise: unknown },
): EffectiveSetting {
  const path = places.find((place) => valueAt(source.value, place) !== undefined);
  if (path === undefined) return { name, value: otherwise };
  return { name, value: valueAt(source.value, path), from: source.place(path, "key") };
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The leaf values of a mapping. A list counts as one value, because a stronger layer replaces the whole list. */
function leavesOf(value: unknown, path: readonly string[]): readonly Leaf[] {
  if (value === undefined) return [];
  const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isMapping || (Object.keys(value).length === 0 && path.length > 2)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}
