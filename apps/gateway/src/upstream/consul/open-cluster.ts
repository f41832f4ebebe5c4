import type { GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { Expert } from "../../domain/expert.ts";
import { ExpertTable } from "../experts/expert-table.ts";
import { createConsulReader, type ConsulReader } from "./consul-client.ts";
import { Contact } from "./contact.ts";
import { watchExperts } from "./watch-experts.ts";

/** What Consul says of the cluster, kept up to date. */
export interface Cluster {
  readonly consul: ConsulReader;
  readonly contact: Contact;
  readonly experts: () => readonly Expert[];
  /** Every expert has been read once. */
  readonly complete: () => boolean;
}

/** Watches the experts in Consul until the signal aborts. */
export function openCluster(
  config: GatewayConfig["consul"],
  { log, signal }: { readonly log: JsonLog; readonly signal: AbortSignal },
): Cluster {
  const table = new ExpertTable();
  const contact = new Contact();
  const consul = contact.noting(createConsulReader(config));
  const watch = watchExperts({ consul, table, log, signal });
  return { consul, contact, experts: () => table.all(), complete: () => watch.complete() };
}
