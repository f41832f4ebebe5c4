import { z } from "zod";
import { vaultStateSchema, type VaultState } from "@hearth/contracts/memory/backup-record.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { sendToService } from "../cluster/send-to-service.ts";
import { serviceEndpoint } from "../cluster/service-endpoint.ts";
import type { ClusterRequest } from "../http/cluster-client.ts";
import { jsonClient } from "../http/json-client.ts";

/** What keeps the backups, from this machine. */
export interface VaultConnection {
  state(): Promise<VaultState>;
  /** Ends the running life: the memory service's next start is from this backup. */
  choose(id: string): Promise<void>;
}

/** Throws UNHEALTHY where the vault does not run. */
export async function connectVault(stackFolder: string): Promise<VaultConnection> {
  const endpoint = await serviceEndpoint(stackFolder, "memory-vault");
  const client = jsonClient((request) => sendToService(endpoint, { ...request, silenceMs: 60_000 }));
  const ask = async (request: ClusterRequest): Promise<unknown> => {
    const { status, json } = await client(request);
    if (status < 300) return json;
    throw new HearthError({
      code: "API_REFUSED",
      message: `the vault of backups refused it: ${refusalSchema.parse(json).error.message}`,
      hint: "See its backups with `hearth memory backups`.",
    });
  };
  return {
    state: async () => vaultStateSchema.parse(await ask({ method: "GET", path: "/v1/state" })),
    choose: async (id) => {
      await ask({ method: "POST", path: "/v1/choice", body: { id } });
    },
  };
}

const refusalSchema = z.object({ error: z.object({ message: z.string() }) });
