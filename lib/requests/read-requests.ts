import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { GatewayDoor } from "../chat/ask-gateway.ts";
import { HearthError, messageOf } from "../errors.ts";
import { SshHttpAgent } from "../ssh/ssh-http-agent.ts";
import { requestListSchema, type RequestEntry } from "./request-entry.ts";

export interface RequestQuery {
  /** 1 to 1,000. */
  readonly limit: number;
  /** Only those that went wrong. */
  readonly failed: boolean;
}

const limitMs = 30_000;

/** The newest requests to a gateway that the key may see. Throws API_REFUSED with what the gateway said, or NODE_UNREACHABLE. */
export async function readRequests(
  door: GatewayDoor,
  { limit, failed }: RequestQuery,
): Promise<readonly RequestEntry[]> {
  const response = await get(door, `/v1/requests?limit=${limit}${failed ? "&failed=1" : ""}`);
  const body = await text(response);
  if (response.statusCode !== 200) {
    throw new HearthError({
      code: "API_REFUSED",
      message: `the gateway answered ${response.statusCode ?? 0}: ${body.slice(0, 500)}`,
      hint: "See whether the gateway is of the same version as this checkout: run `hearth up`.",
    });
  }
  return requestListSchema.parse(JSON.parse(body)).data;
}

function get({ sshConfigFile, node, target, key }: GatewayDoor, path: string): Promise<IncomingMessage> {
  const agent = new SshHttpAgent({ sshConfigFile, node, target });
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}` };
    const outgoing = request(`http://${target}${path}`, { agent, headers, signal: AbortSignal.timeout(limitMs) });
    outgoing.on("response", resolve);
    outgoing.on("error", (cause) =>
      reject(
        new HearthError({
          code: "NODE_UNREACHABLE",
          message: `the gateway on ${node} does not answer: ${messageOf(cause)}`,
          hint: "See where it runs with `hearth status`.",
          cause,
        }),
      ),
    );
    outgoing.end();
  });
}
