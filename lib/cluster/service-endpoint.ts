import { readFileSync } from "node:fs";
import { jobKeyFile } from "./access-files.ts";
import { connectCluster } from "./connect-cluster.ts";
import { findService } from "./find-service.ts";

/** How this machine, which is not on the overlay, reaches a service of the cluster: through the node where it runs. */
export interface ServiceEndpoint {
  readonly sshConfigFile: string;
  readonly node: string;
  /** `host:port` as that node calls it: `n1.hearth:8080`. */
  readonly target: string;
  readonly key: string;
}

/** The endpoint of a job's service with the person's own key, or the one in `keyFile`. Throws UNHEALTHY if the service is not running. */
export async function serviceEndpoint(
  stackFolder: string,
  service: string,
  keyFile = jobKeyFile(stackFolder, service),
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
