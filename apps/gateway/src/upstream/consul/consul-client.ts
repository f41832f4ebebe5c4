import type { GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import { createConsulHttp, type ConsulAnswer } from "./consul-http.ts";

/** The last answer's index; 0 reads the current state without waiting. */
export interface BlockingRead {
  readonly index: number;
  readonly signal: AbortSignal;
}

export type IndexedAnswer = ConsulAnswer;

/** Blocking reads of Consul's HTTP API. */
export interface ConsulReader {
  /** Resolves when there is something newer than `index`, or after the configured wait. Throws on any status but 200 and 404. */
  read(path: string, options: BlockingRead): Promise<IndexedAnswer>;
  close(): Promise<void>;
}

/** Consul adds up to a sixteenth to the wait; the rest allows for the network. */
const graceMs = 10_000;

/** Throws if the CA file cannot be read. */
export function createConsulReader(config: GatewayConfig["consul"]): ConsulReader {
  const { waitMs } = config;
  const http = createConsulHttp(config, Math.ceil(waitMs + waitMs / 16) + graceMs);
  return {
    read: (path, { index, signal }) =>
      http.call({ path, query: { index: String(index), wait: `${waitMs}ms` }, signal }),
    close: () => http.close(),
  };
}
