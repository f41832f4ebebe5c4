import type { GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import { createConsulHttp, type ConsulAnswer } from "./consul-http.ts";

/** The last answer's index; 0 asks for the present state without waiting. */
export interface BlockingRead {
  readonly index: number;
  readonly signal: AbortSignal;
}

export type IndexedAnswer = ConsulAnswer;

/** What the gateway needs of Consul: blocking reads of its HTTP API. */
export interface ConsulReader {
  /** Answers when something newer than `index` is there, or after the configured wait. Throws on anything but a 200 or 404. */
  read(path: string, options: BlockingRead): Promise<IndexedAnswer>;
  close(): Promise<void>;
}

/** Consul adds up to a sixteenth of the wait by itself; the rest is for the network. */
const graceMs = 10_000;

/** Throws where the CA file cannot be read. */
export function createConsulReader(config: GatewayConfig["consul"]): ConsulReader {
  const { waitMs } = config;
  const http = createConsulHttp(config, Math.ceil(waitMs + waitMs / 16) + graceMs);
  return {
    read: (path, { index, signal }) =>
      http.call({ path, query: { index: String(index), wait: `${waitMs}ms` }, signal }),
    close: () => http.close(),
  };
}
