import { readFileSync } from "node:fs";
import type { GatewayDoor } from "./ask-gateway.ts";
import { gatewayKeyFile } from "../cluster/access-files.ts";
import { connectCluster } from "../cluster/connect-cluster.ts";
import { findService } from "../cluster/find-service.ts";

/** The way to the cluster's gateway from this machine, which is not on the overlay. */
export async function gatewayDoor(stackFolder: string): Promise<GatewayDoor> {
  const { access, consul } = connectCluster(stackFolder);
  const { node, port } = await findService(consul, "gateway");
  return {
    sshConfigFile: access.sshConfigFile,
    node,
    target: `${node}.${access.domain}:${port}`,
    key: readFileSync(gatewayKeyFile(stackFolder), "utf8").trim(),
  };
}
