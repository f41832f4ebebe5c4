import type { Cluster } from "../config/derive/cluster.ts";
import { valueAt } from "../config/read/value-at.ts";
import type { RegistryDoor } from "../images/registry-door.ts";
import { nodeOf } from "./node-of.ts";

/** The job that keeps the cluster's own images. */
const registryJob = "registry";

/** Where nodes pull the cluster's own images from: `registry.hearth:5000`; undefined if the inventory runs no registry. */
export function registryAddress({
  domain,
  ports,
  jobOptions = {},
}: Pick<Cluster, "domain" | "ports" | "jobOptions">): string | undefined {
  if (jobOptions[registryJob] === undefined) return undefined;
  return `${registryJob}.${domain}:${Number(valueAt(ports, [registryJob]))}`;
}

/** Where it takes pushes: on the loopback of its own machine. */
export function registryDoor(cluster: Cluster): RegistryDoor {
  const { node } = Object(cluster.jobOptions?.[registryJob]) as { readonly node?: string };
  return { node: nodeOf(registryJob, node, cluster), port: Number(valueAt(cluster.ports, ["registryPush"])) };
}

/** The account with which a node signs in there, and the secret that is its password. */
export const registryAccount = (node: string): { readonly user: string; readonly secret: string } => ({
  user: `node-${node}`,
  secret: `${registryJob}.pull.${node}`,
});
