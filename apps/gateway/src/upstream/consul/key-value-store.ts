import { z } from "zod";
import { kvRowsSchema } from "@hearth/contracts/consul/consul-types.ts";
import type { GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import { createConsulHttp } from "./consul-http.ts";

export interface StoredValue {
  readonly value: string;
  readonly index: number;
}

/** Values that several gateways change, by check-and-set: read, then write unless another gateway wrote first. */
export interface KeyValueStore {
  get(key: string): Promise<StoredValue | undefined>;
  /**
   * Writes if the value still has this index (0: if it does not exist). False: another writer was first. If it throws, the value may
   * have been written all the same.
   */
  put(key: string, value: string, index: number): Promise<boolean>;
  close(): Promise<void>;
}

/** A caller should not wait longer than this for a limits check, even during a leader election. */
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
