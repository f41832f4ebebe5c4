import type { Draft } from "../shape/draft.ts";
import type { Inventory } from "../shape/inventory-schema.ts";

/** Where the nodes' addresses come from; undefined if the key cannot be read. */
export function nodesFrom(cluster: Draft<Inventory["cluster"]> | undefined): "inventory" | "lab" | undefined {
  if (cluster === undefined) return undefined;
  return "nodesFrom" in cluster ? cluster.nodesFrom : "inventory";
}
