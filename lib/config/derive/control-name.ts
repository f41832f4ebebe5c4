import type { Cluster } from "./cluster.ts";

/** Name of our own control server. Unlike the names of nodes it stands for an address of the underlay: the overlay needs it. */
export const controlName = ({ domain }: Pick<Cluster, "domain">): string => `control.${domain}`;
