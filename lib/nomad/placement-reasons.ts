import { count } from "@hearth/kernel/count.ts";
import type { PlacementFailure } from "./nomad-types.ts";

/** Why Nomad cannot place a job's groups, one line each: `group head: no room: memory on 1 node; 2 nodes ruled out: …`. */
export function placementReasons(failures: Readonly<Record<string, PlacementFailure>>): readonly string[] {
  return Object.entries(failures).map(([group, failure]) => `group ${group}: ${reasons(failure).join("; ")}`);
}

function reasons(failure: PlacementFailure): readonly string[] {
  const found = [
    ...Object.entries(failure.DimensionExhausted).map(([what, nodes]) => `no room: ${what} on ${count(nodes, "node")}`),
    ...Object.entries(failure.ConstraintFiltered).map(
      ([what, nodes]) => `${count(nodes, "node")} ruled out by ${what}`,
    ),
  ];
  if (found.length > 0) return found;
  const available = Object.entries(failure.NodesAvailable).filter(([, nodes]) => nodes > 0);
  if (available.length > 0) return ["no node fits"];
  return ["no node of its datacenter is ready"];
}
