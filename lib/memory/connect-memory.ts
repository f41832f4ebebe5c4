import { createMemoryClient, type MemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import { serviceEndpoint } from "../cluster/service-endpoint.ts";
import { serviceTransport } from "../cluster/service-transport.ts";
import { explainRefusals } from "./explain-refusals.ts";

/**
 * The cluster's memory service from this machine, with the person's own key. `HEARTH_MEMORY_KEY` names another file with a key.
 * Throws UNHEALTHY if the service is not running.
 */
export async function connectMemory(stackFolder: string): Promise<MemoryClient> {
  const endpoint = await serviceEndpoint(stackFolder, "memory", process.env["HEARTH_MEMORY_KEY"]);
  return explainRefusals(createMemoryClient({ transport: serviceTransport(endpoint), key: endpoint.key }));
}
