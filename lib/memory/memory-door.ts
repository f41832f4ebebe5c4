import { readFileSync } from "node:fs";
import { createMemoryClient, type MemoryClient } from "../../apps/memory/src/client/memory-client.ts";
import { memoryKeyFile } from "../cluster/access-files.ts";
import { connectCluster } from "../cluster/connect-cluster.ts";
import { findService } from "../cluster/find-service.ts";
import { refusalsForPeople } from "./refusals-for-people.ts";
import { sshTransport } from "./ssh-transport.ts";

/**
 * The cluster's memory service from this machine, with the person's own key. `HEARTH_MEMORY_KEY` names another file with a key. Throws
 * UNHEALTHY where the service does not run.
 */
export async function memoryDoor(stackFolder: string): Promise<MemoryClient> {
  const { access, consul } = connectCluster(stackFolder);
  const { node, port } = await findService(consul, "memory");
  const target = `${node}.${access.domain}:${port}`;
  const keyFile = process.env["HEARTH_MEMORY_KEY"] ?? memoryKeyFile(stackFolder);
  return refusalsForPeople(
    createMemoryClient({
      transport: sshTransport({ sshConfigFile: access.sshConfigFile, node, target }),
      key: readFileSync(keyFile, "utf8").trim(),
    }),
  );
}
