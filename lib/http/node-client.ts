import type { Agent as HttpAgent } from "node:http";
import type { ClusterClient } from "./cluster-client.ts";
import { jsonClient } from "./json-client.ts";
import { sendRequest } from "./send-request.ts";

export interface NodeClientOptions {
  /** `https://n1.hearth:4646`: scheme, host and port. */
  readonly origin: string;
  /** Sent with every request: the token. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How connections are made; Node's own by default. */
  readonly agent?: HttpAgent;
  /** Silence after which the request is given up, 30 s by default. */
  readonly timeoutMs?: number;
}

/** Requests to one agent. Throws whatever the connection threw. */
export function nodeClient({ origin, headers = {}, agent, timeoutMs = 30_000 }: NodeClientOptions): ClusterClient {
  return jsonClient(({ method, path, body }) =>
    sendRequest({ method, url: new URL(path, origin), headers, body, agent, silenceMs: timeoutMs }),
  );
}
