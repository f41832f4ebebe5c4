import { defined } from "@hearth/kernel/defined.ts";
import { sendToService } from "../cluster/send-to-service.ts";
import { serviceEndpoint, type ServiceEndpoint } from "../cluster/service-endpoint.ts";
import { createMemoryClient, type MemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import type { MemoryTransport } from "@hearth/memory-client/client/transport.ts";
import { refusalsForPeople } from "./refusals-for-people.ts";

/**
 * The cluster's memory service from this machine, with the person's own key. `HEARTH_MEMORY_KEY` names another file with a key. Throws
 * UNHEALTHY where the service does not run.
 */
export async function connectMemory(stackFolder: string): Promise<MemoryClient> {
  const endpoint = await serviceEndpoint(stackFolder, "memory", process.env["HEARTH_MEMORY_KEY"]);
  return refusalsForPeople(createMemoryClient({ transport: memoryTransport(endpoint), key: endpoint.key }));
}

/** Throws NODE_UNREACHABLE where the service does not answer. */
export function memoryTransport(endpoint: ServiceEndpoint): MemoryTransport {
  return async (request) => {
    const response = await sendToService(endpoint, { ...request, silenceMs: 60_000 });
    const retryAfter = response.headers["retry-after"];
    return {
      status: response.statusCode ?? 0,
      ...defined({ retryAfter }),
      body: response,
    };
  };
}
