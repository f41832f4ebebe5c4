import type { ConsulApi } from "../consul/consul-api.ts";
import { HearthError } from "@hearth/kernel/errors.ts";

/** Where a service answers: a node of the inventory and the port there. */
export interface ServicePlace {
  readonly node: string;
  readonly port: number;
}

/** A healthy instance of a service, according to Consul. Throws UNHEALTHY if there is none. */
export async function findService(consul: ConsulApi, service: string): Promise<ServicePlace> {
  const instances = await consul.health(service);
  const passing = instances.find(({ checks }) => checks.every(({ status }) => status === "passing"));
  if (passing !== undefined) return { node: passing.node, port: passing.port };
  throw new HearthError({
    code: "UNHEALTHY",
    message: instances.length === 0 ? `there is no service ${service}` : `no instance of ${service} is healthy`,
    hint: "Run `hearth status` to see what is missing.",
  });
}
