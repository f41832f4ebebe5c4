import { readFileSync } from "node:fs";
import { gatewayKeyFile, memoryKeyFile, vaultKeyFile } from "./access-files.ts";
import { connectCluster } from "./connect-cluster.ts";
import { findService } from "./find-service.ts";

/** How this machine, which is not on the overlay, reaches a service of the cluster: through the node that it runs on. */
export interface ServiceEndpoint {
  readonly sshConfigFile: string;
  readonly node: string;
  /** `host:port` as that node calls it: `n1.hearth:8080`. */
  readonly target: string;
  readonly key: string;
}

/** Where a person's own key of each service is. */
const keyFiles = {
  gateway: gatewayKeyFile,
  memory: memoryKeyFile,
  "memory-vault": vaultKeyFile,
};

/** The service's endpoint with the person's own key, or the one in `keyFile`. Throws UNHEALTHY where the service does not run. */
export async function serviceEndpoint(
  stackFolder: string,
  service: keyof typeof keyFiles,
  keyFile = keyFiles[service](stackFolder),
): Promise<ServiceEndpoint> {
  const { access, consul } = connectCluster(stackFolder);
  const { node, port } = await findService(consul, service);
  return {
    sshConfigFile: access.sshConfigFile,
    node,
    target: `${node}.${access.domain}:${port}`,
    key: readFileSync(keyFile, "utf8").trim(),
  };
}
