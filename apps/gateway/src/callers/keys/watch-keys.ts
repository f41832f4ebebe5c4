import { kvRowsSchema } from "@hearth/contracts/consul/consul-types.ts";
import { keysPrefix } from "@hearth/contracts/keys/key-paths.ts";
import { keyRecordSchema, type KeyRecord } from "@hearth/contracts/keys/key-record.ts";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { ConsulReader } from "../../upstream/consul/consul-client.ts";
import { watch } from "../../upstream/consul/watch.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { KeyRing } from "./key-ring.ts";

export interface KeyWatchOptions {
  readonly consul: Pick<ConsulReader, "read">;
  readonly keys: Pick<KeyRing, "replaceRecords">;
  readonly log: JsonLog;
  readonly signal: AbortSignal;
}

/**
 * Keeps the ring in sync with the records in Consul until the signal aborts. A change takes effect within moments and does not
 * interrupt running streams. While Consul is unreachable the ring keeps its keys. An unreadable record grants nothing and is logged.
 */
export function watchKeys({ consul, keys, log, signal }: KeyWatchOptions): { readonly complete: () => boolean } {
  let read = false;
  void watch({
    path: `/v1/kv/${keysPrefix}?recurse=true`,
    consul,
    signal,
    onFailure: (error) => log.warn("consul read failed", { what: "keys", because: messageOf(error) }),
    onValue(value) {
      const records = kvRowsSchema.parse(value ?? []).flatMap((row) => toRecord(row, log) ?? []);
      keys.replaceRecords(records);
      read = true;
      log.info("keys read from consul", { keys: records.length });
    },
  });
  return { complete: () => read };
}

function toRecord(
  { key, value }: { readonly key: string; readonly value: string },
  log: JsonLog,
): KeyRecord | undefined {
  const id = key.slice(keysPrefix.length);
  const record = keyRecordSchema.safeParse(parsed(value));
  if (record.success && record.data.id === id) return record.data;
  const fields = record.success ? "id" : record.error.issues.map(({ path }) => path.join(".")).join(", ");
  log.warn("key record invalid", { key: id, fields });
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
