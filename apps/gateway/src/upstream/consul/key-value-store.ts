import { z } from "zod";
import { kvRowsSchema } from "@hearth/contracts/consul/consul-types.ts";
import type { GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import { createConsulHttp } from "./consul-http.ts";

export interface StoredValue {
  readonly value: string;
  readonly index: number;
}

/** Values that several gateways change: read, then write if nobody else has meanwhile. */
export interface KeyValueStore {
  get(key: string): Promise<StoredValue | undefined>;
  /**
   * Writes if the value's index is still this one; 0: if there is none. False: somebody was quicker. Where it throws, the value may
   * have been written all the same.
   */
  put(key: string, value: string, index: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Longer than an election takes is longer than a caller should wait for its rights. */
const limitMs = 2_000;

/** Consul's key-value store. */
export function createKeyValueStore(config: GatewayConfig["consul"]): KeyValueStore {
  const http = createConsulHttp(config, limitMs);
  const pathOf = (key: string): string => `/v1/kv/${key.split("/").map(encodeURIComponent).join("/")}`;
  return {
    async get(key) {
      const { value } = await http.call({ path: pathOf(key), signal: AbortSignal.timeout(limitMs) });
      return kvRowsSchema.parse(value ?? [])[0];
    },
    async put(key, value, index) {
      const answer = await http.call({
        method: "PUT",
        path: pathOf(key),
        query: { cas: String(index) },
        body: value,
        signal: AbortSignal.timeout(limitMs),
      });
      return z.boolean().parse(answer.value);
    },
    close: () => http.close(),
  };
}
