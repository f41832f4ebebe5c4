import type { VaultState } from "@hearth/contracts/memory/backup-record.ts";
import { vaultEndpoints } from "@hearth/contracts/memory/vault-api.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { createEndpointClient, ServiceRefusal } from "@hearth/service/http/endpoint-client.ts";
import { serviceEndpoint } from "../cluster/service-endpoint.ts";
import { serviceTransport } from "../cluster/service-transport.ts";

/** The vault of backups, reached from this machine. */
export interface VaultConnection {
  state(): Promise<VaultState>;
  /** Ends the present life: the memory service's next start uses this backup. */
  choose(id: string): Promise<void>;
}

/** Throws UNHEALTHY if the vault is not running. */
export async function connectVault(stackFolder: string): Promise<VaultConnection> {
  const endpoint = await serviceEndpoint(stackFolder, "memory-vault");
  const client = createEndpointClient(vaultEndpoints, { transport: serviceTransport(endpoint), key: endpoint.key });
  return {
    state: () => client.call("state", {}).catch(refuse),
    async choose(id) {
      await client.call("choose", { body: { id } }).catch(refuse);
    },
  };
}

function refuse(thrown: unknown): never {
  if (!(thrown instanceof ServiceRefusal)) throw thrown;
  throw new HearthError({
    code: "API_REFUSED",
    message: `the vault refused the request: ${thrown.message}`,
    hint: "List its backups with `hearth memory backups`.",
    cause: thrown,
  });
}
