import type { Unit } from "../steps/unit.ts";

/** The systemd services that units set up, each with the nodes that have it. */
export function serviceNodesOf(units: readonly Unit[]): ReadonlyMap<string, readonly string[]> {
  const services = new Map<string, string[]>();
  for (const { node, steps } of units) {
    for (const { id } of steps) {
      const name = /^service (\S+)$/.exec(id)?.[1]?.replace(/\.service$/, "");
      if (name !== undefined) services.set(name, [...new Set([...(services.get(name) ?? []), node])]);
    }
  }
  return services;
}
