import { messageOf } from "@hearth/kernel/errors.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { ConsulReader } from "../../upstream/consul/consul-client.ts";
import { toInstances } from "../../upstream/consul/health-entries.ts";
import { watch } from "../../upstream/consul/watch.ts";
import type { Instance } from "../../domain/expert.ts";

export interface MemoryWatchOptions {
  readonly consul: Pick<ConsulReader, "read">;
  /** The service's name in Consul. */
  readonly service: string;
  readonly log: JsonLog;
  readonly signal: AbortSignal;
}

/** Follows the memory service's passing instances until the signal aborts. While Consul is unreachable the last known ones stay. */
export function watchMemory({ consul, service, log, signal }: MemoryWatchOptions): () => readonly Instance[] {
  let instances: readonly Instance[] = [];
  void watch({
    path: `/v1/health/service/${encodeURIComponent(service)}?passing`,
    consul,
    signal,
    onFailure: (error) => log.warn("consul read failed", { what: service, because: messageOf(error) }),
    onValue(value) {
      instances = toInstances(value);
      log.info("memory service", { instances: instances.length });
    },
  });
  return () => instances;
}
