import { messageOf } from "../../../../lib/errors.ts";
import type { JsonLog } from "../../../../lib/service/json-log.ts";
import type { ConsulReader } from "../consul/consul-client.ts";
import { toInstances } from "../consul/health-entries.ts";
import { watch } from "../consul/watch.ts";
import type { Instance } from "../routing/expert.ts";

export interface MemoryWatchOptions {
  readonly consul: Pick<ConsulReader, "read">;
  /** Its name in Consul. */
  readonly service: string;
  readonly log: JsonLog;
  readonly signal: AbortSignal;
}

/** Follows the memory service's passing instances until the signal aborts. While Consul is away the last known ones stay. */
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
