import type { Agent, IncomingMessage } from "node:http";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { sendRequest } from "../http/send-request.ts";
import { SshTunnelAgent } from "../ssh/ssh-tunnel-agent.ts";
import type { SshStreamOptions } from "../ssh/ssh-stream.ts";
import { SshHttpAgent } from "../ssh/ssh-http-agent.ts";
import type { ServiceEndpoint } from "./service-endpoint.ts";

export interface ServiceRequest {
  readonly method: string;
  /** With its query, percent-encoded: `/v1/memories?limit=5`. */
  readonly path: string;
  /** In addition to the key and the content type, which is JSON. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | AsyncIterable<string | Uint8Array> | undefined;
  /** How long both sides may be silent. */
  readonly silenceMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a request to a service through its node, with the endpoint's key. Any status is an answer; the caller reads the body as
 * it arrives. Throws NODE_UNREACHABLE if the service does not answer.
 */
export async function sendToService(
  { through, target, key, tls }: ServiceEndpoint,
  { path, headers, ...request }: ServiceRequest,
): Promise<IncomingMessage> {
  try {
    return await sendRequest({
      ...request,
      url: new URL(path, `${tls === undefined ? "http" : "https"}://${target}`),
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
      agent: through && agentOf({ ...through, target }, tls),
    });
  } catch (cause) {
    throw new HearthError({
      code: "NODE_UNREACHABLE",
      message: `${target} does not answer: ${messageOf(cause)}`,
      hint: "Run `hearth status` to see where it runs.",
      cause,
    });
  }
}

/** One connection for each request: ssh ends with it. */
const agentOf = (options: SshStreamOptions, tls: ServiceEndpoint["tls"]): Agent =>
  tls === undefined ? new SshHttpAgent(options) : new SshTunnelAgent({ ...options, ...tls, keepAlive: false });
