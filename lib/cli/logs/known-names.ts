import type { Stack } from "../../stack/load-stack.ts";
import { serviceNodesOf } from "../../stack/service-nodes.ts";
import type { KnownNames } from "./find-source.ts";

/** What a stack's inventory declares; connects to nothing. */
export const knownNames = ({ cluster, jobs, units }: Stack): KnownNames => ({
  jobs: jobs.flatMap((job) => job.ids(cluster)),
  nodes: cluster.nodes.map(({ name }) => name),
  services: serviceNodesOf(units),
});
