import type { GatewayDoor } from "../chat/ask-gateway.ts";
import type { ClusterClient } from "../http/cluster-client.ts";
import { nodeClient } from "../http/node-client.ts";
import { SshHttpAgent } from "../ssh/ssh-http-agent.ts";

/** The gateway's API through its node. */
export const gatewayClient = ({ sshConfigFile, node, target, key }: GatewayDoor): ClusterClient =>
  nodeClient({
    origin: `http://${target}`,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    agent: new SshHttpAgent({ sshConfigFile, node, target }),
    timeoutMs: 300_000,
  });
