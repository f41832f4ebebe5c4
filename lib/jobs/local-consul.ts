import type { Cluster } from "../config/derive/cluster.ts";

/**
 * URL of the Consul agent on the task's own node, for Nomad's template runner: by the node's name, which is the one in the
 * agent's certificate. Quoted by backticks, so that it can stand inside a JSON string.
 */
export const localConsul = ({ domain, ports }: Pick<Cluster, "domain" | "ports">): string =>
  `https://{{ env \`node.unique.name\` }}.${domain}:${ports.consul.https}`;
