import type { Ports } from "./cluster.ts";
import type { Draft } from "../shape/draft.ts";
import { mergeLayers } from "./layers.ts";

/**
 * What a cluster uses unless `cluster.ports` says otherwise. The ranges of `experts` and `rpc` stay clear of Nomad's dynamic
 * ports (20000 to 32000) and of Linux' own (from 32768), out of which a port could be taken just when a job wants it.
 */
const defaultPorts: Ports = {
  ssh: 22,
  wireguard: 41_641,
  headscale: 8443,
  stun: 3478,
  depot: 8090,
  gateway: 8080,
  prometheus: 9090,
  memory: 8095,
  memoryVault: 8096,
  nodeExporter: 9100,
  consul: { https: 8501, grpcTls: 8503, server: 8300, serf: 8301, dns: 8600 },
  nomad: { http: 4646, rpc: 4647, serf: 4648 },
  experts: 17_000,
  rpc: 18_000,
};

/** The defaults with the inventory's own ports laid over them. */
export const portsOf = (overrides: Draft<Partial<Ports>> | undefined): Ports =>
  mergeLayers(defaultPorts, overrides ?? {}) as Ports;
