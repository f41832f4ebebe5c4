import type { Cluster } from "./cluster.ts";

/** Name of our own control server. Unlike nodes' names it stands for an underlay address, because the overlay depends on it. */
export const controlName = ({ domain }: Pick<Cluster, "domain">): string => `control.${domain}`;
