import { readFileSync } from "node:fs";
import { createMemoryClient, type MemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import { memoryKeyFile } from "../cluster/access-files.ts";
import { serviceDoor } from "../cluster/service-door.ts";
import { refusalsForPeople } from "./refusals-for-people.ts";
import { sshTransport } from "./ssh-transport.ts";

/**
 * The cluster's memory service from this machine, with the person's own key. `HEARTH_MEMORY_KEY` names another file with a key. Throws
 * UNHEALTHY where the service does not run.
 */
export async function memoryDoor(stackFolder: string): Promise<MemoryClient> {
  const door = await serviceDoor(stackFolder, "memory");
  const keyFile = process.env["HEARTH_MEMORY_KEY"] ?? memoryKeyFile(stackFolder);
  return refusalsForPeople(
    createMemoryClient({
      transport: sshTransport(door),
      key: readFileSync(keyFile, "utf8").trim(),
    }),
  );
}
