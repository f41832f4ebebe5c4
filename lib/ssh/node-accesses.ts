import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster, ClusterNode } from "../config/derive/cluster.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { NodeAccess } from "./node-access.ts";

/** How each node of the cluster is reached: by the inventory, or by what `hearth lab up` has written. */
export function nodeAccesses(cluster: Cluster, stackFolder: string): readonly NodeAccess[] {
  return cluster.nodesFrom === "lab" ? labAccesses(cluster, stackFolder) : cluster.nodes.map(inventoryAccess);
}

function inventoryAccess({ name, address, ssh }: ClusterNode): NodeAccess {
  if (address === undefined || ssh.hostKey === undefined)
    throw new TypeError(`node ${name} has no address or host key`);
  return {
    name,
    address,
    port: ssh.port,
    user: ssh.user,
    hostKey: ssh.hostKey,
    ...(ssh.identityFile === undefined ? {} : { identityFile: ssh.identityFile }),
    ...(ssh.jump === undefined ? {} : { jump: ssh.jump }),
  };
}

function labAccesses(cluster: Cluster, stackFolder: string): readonly NodeAccess[] {
  const file = join(stackFolder, "lab.json");
  const written = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { nodes: NodeAccess[] }).nodes : [];
  return cluster.nodes.map((node) => {
    const access = written.find((candidate) => candidate.name === node.name);
    if (access !== undefined) return access;
    throw new HearthError({
      code: "STATE_MISSING",
      message: `the lab's node ${node.name} has not been made`,
      hint: "Make the lab's nodes with `hearth lab up`, or do all at once with `hearth up`.",
    });
  });
}
