import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import type { ClusterClient } from "../http/cluster-client.ts";
import { nodeClient } from "../http/node-client.ts";
import { SshHttpAgent } from "../ssh/ssh-http-agent.ts";
import type { GatewayDoor } from "./ask-gateway.ts";

/** The gateway's API through its node. Throws NODE_UNREACHABLE where it does not answer; a refusal is an answer. */
export function gatewayClient({ sshConfigFile, node, target, key }: GatewayDoor): ClusterClient {
  const client = nodeClient({
    origin: `http://${target}`,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    agent: new SshHttpAgent({ sshConfigFile, node, target }),
    timeoutMs: 300_000,
  });
  return async (request) => {
    try {
      return await client(request);
    } catch (cause) {
      throw new HearthError({
        code: "NODE_UNREACHABLE",
        message: `the gateway on ${node} does not answer: ${messageOf(cause)}`,
        hint: "See where it runs with `hearth status`.",
        cause,
      });
    }
  };
}
