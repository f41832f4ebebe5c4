import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster, ClusterNode } from "../config/derive/cluster.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { commandOfFolder } from "../stack-command.ts";
import type { NodeAccess } from "./node-access.ts";

/** How each node of the cluster is reached, according to the inventory or to what `hearth lab up` has written. */
export function nodeAccesses(cluster: Cluster, stackFolder: string): readonly NodeAccess[] {
  const known = knownAccesses(cluster, stackFolder);
  const missing = cluster.nodes.find(({ name }) => !known.some((access) => access.name === name));
  if (missing === undefined) return known;
  throw new HearthError({
    code: "STATE_MISSING",
    message: `the lab's node ${missing.name} has not been made`,
    hint: `Make the lab's nodes with \`${commandOfFolder(stackFolder, "lab up")}\`, or make everything with \`${commandOfFolder(stackFolder, "up")}\`.`,
  });
}

/** The same, without the nodes of a lab that have not been made yet. */
export function knownAccesses(cluster: Cluster, stackFolder: string): readonly NodeAccess[] {
  return cluster.nodesFrom === "lab" ? labAccesses(cluster, stackFolder) : cluster.nodes.map(inventoryAccess);
}

/** For a preview: an unreachable placeholder stands for a node that has not been made. */
export function plannedAccesses(cluster: Cluster, stackFolder: string): readonly NodeAccess[] {
  const known = knownAccesses(cluster, stackFolder);
  return cluster.nodes.map(
    ({ name, ssh }) =>
      known.find((access) => access.name === name) ?? {
        name,
        address: "",
        port: ssh.port,
        user: ssh.user,
        hostKey: "",
      },
  );
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
    ...defined({ identityFile: ssh.identityFile, jump: ssh.jump }),
  };
}

function labAccesses(cluster: Cluster, stackFolder: string): readonly NodeAccess[] {
  const file = join(stackFolder, "lab.json");
  const written = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { nodes: NodeAccess[] }).nodes : [];
  return cluster.nodes.flatMap(({ name }) => written.find((access) => access.name === name) ?? []);
}
