import type { Stack } from "../../stack/load-stack.ts";
import type { KnownNames } from "./find-source.ts";

/** What a stack's inventory declares; connects to nothing. */
export function knownNames({ cluster, jobs, units }: Stack): KnownNames {
  const services = new Map<string, string[]>();
  for (const { node, steps } of units) {
    for (const { id } of steps) {
      const name = /^service (\S+)$/.exec(id)?.[1]?.replace(/\.service$/, "");
      if (name !== undefined) services.set(name, [...new Set([...(services.get(name) ?? []), node])]);
    }
  }
  return {
    jobs: jobs.flatMap((job) => job.ids(cluster)),
    nodes: cluster.nodes.map(({ name }) => name),
    services,
  };
}
