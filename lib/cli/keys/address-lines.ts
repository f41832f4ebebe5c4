import { findService } from "../../cluster/find-service.ts";
import type { ConsulApi } from "../../consul/consul-api.ts";
import { stackCommand } from "../../stack-command.ts";
import type { Context } from "../context.ts";
import { rememberedPorts } from "../local-port.ts";

export interface Places {
  readonly consul: ConsulApi;
  readonly domain: string;
}

/** Where programs reach the gateway with a new key; only what works from where they are. */
export async function addressLines(
  { stack, folder }: Pick<Context, "stack" | "folder">,
  { consul, domain }: Places,
): Promise<readonly string[]> {
  const place = await findService(consul, "gateway").catch(() => undefined);
  if (place === undefined) return [];
  const local = rememberedPorts(folder)["gateway"] ?? place.port;
  return [
    `base URL on the cluster's nodes: https://gateway.${domain}:${place.port}/v1`,
    `base URL on this computer, while \`${stackCommand(stack, "open gateway")}\` runs: http://127.0.0.1:${local}/v1`,
  ];
}
