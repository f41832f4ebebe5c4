import { SshTunnelAgent } from "../ssh/ssh-tunnel-agent.ts";
import type { ClusterClient } from "./cluster-client.ts";
import { failoverClient } from "./failover-client.ts";
import { nodeClient } from "./node-client.ts";

export interface SshClientOptions {
  readonly sshConfigFile: string;
  /** Names of nodes that answer, in the order they are tried. */
  readonly nodes: readonly string[];
  readonly domain: string;
  readonly port: number;
  /** PEM of the cluster's CA. */
  readonly ca: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An agent's HTTPS API on the overlay. The controller is not on it, so every connection goes through the node itself. */
export function sshClient({ sshConfigFile, nodes, domain, port, ca, headers }: SshClientOptions): ClusterClient {
  return failoverClient(
    nodes.map((node) => {
      const serverName = `${node}.${domain}`;
      const agent = new SshTunnelAgent({ sshConfigFile, node, target: `${serverName}:${port}`, ca, serverName });
      return { node, client: nodeClient({ origin: `https://${serverName}:${port}`, headers, agent }) };
    }),
  );
}
