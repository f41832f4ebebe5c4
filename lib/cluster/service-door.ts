import { connectCluster } from "./connect-cluster.ts";
import { findService } from "./find-service.ts";

/** The way to a service of the cluster from this machine, which is not on the overlay: through the node that it runs on. */
export interface ServiceDoor {
  readonly sshConfigFile: string;
  readonly node: string;
  /** `host:port` as that node calls it. */
  readonly target: string;
}

/** Throws UNHEALTHY where the service does not run. */
export async function serviceDoor(stackFolder: string, service: string): Promise<ServiceDoor> {
  const { access, consul } = connectCluster(stackFolder);
  const { node, port } = await findService(consul, service);
  return { sshConfigFile: access.sshConfigFile, node, target: `${node}.${access.domain}:${port}` };
}
