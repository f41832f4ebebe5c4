import { z } from "zod";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { ExpertTable } from "../experts/expert-table.ts";
import type { ConsulReader } from "./consul-client.ts";
import { toExpert } from "./health-entries.ts";
import { watch } from "./watch.ts";

export interface ExpertWatchOptions {
  readonly consul: Pick<ConsulReader, "read">;
  readonly table: ExpertTable;
  readonly log: JsonLog;
  readonly signal: AbortSignal;
}

export interface ExpertWatch {
  /** True once the catalogue and every expert in it have been read: the table is complete. */
  complete(): boolean;
}

const expertTag = "expert";
const servicePrefix = "expert-";
/** `GET /v1/catalog/services`: service name → tags. */
const catalogSchema = z.record(z.string(), z.array(z.string()));

/**
 * Keeps the table in sync with Consul until the signal aborts: one watch on the catalogue, and one on each service in it that is
 * named `expert-NAME` and tagged `expert`. While Consul is unreachable the table keeps its entries.
 */
export function watchExperts({ consul, table, log, signal }: ExpertWatchOptions): ExpertWatch {
  const followed = new Map<string, AbortController>();
  const unread = new Set<string>();
  let catalogRead = false;
  const onFailure =
    (what: string) =>
    (error: unknown): void =>
      log.warn("consul read failed", { what, because: messageOf(error) });

  const follow = (name: string): void => {
    const controller = new AbortController();
    followed.set(name, controller);
    unread.add(name);
    void watch({
      path: `/v1/health/service/${encodeURIComponent(servicePrefix + name)}`,
      consul,
      signal: AbortSignal.any([signal, controller.signal]),
      onFailure: onFailure(name),
      onValue(value) {
        unread.delete(name);
        const expert = toExpert(name, value);
        if (expert === undefined) table.suspend(name);
        else table.set(expert);
        log.info("expert", { expert: name, model: expert?.model, instances: expert?.instances.length ?? 0 });
      },
    });
  };

  const leave = (name: string, controller: AbortController): void => {
    controller.abort();
    followed.delete(name);
    unread.delete(name);
    table.leave(name);
    log.info("expert left", { expert: name });
  };

  void watch({
    path: "/v1/catalog/services",
    consul,
    signal,
    onFailure: onFailure("catalog"),
    onValue(value) {
      const present = expertNames(catalogSchema.parse(value));
      for (const [name, controller] of followed) if (!present.has(name)) leave(name, controller);
      for (const name of present) if (!followed.has(name)) follow(name);
      catalogRead = true;
    },
  });

  return { complete: () => catalogRead && unread.size === 0 };
}

function expertNames(catalog: z.infer<typeof catalogSchema>): ReadonlySet<string> {
  const services = Object.entries(catalog).filter(
    ([service, tags]) => service.startsWith(servicePrefix) && tags.includes(expertTag),
  );
  return new Set(services.map(([service]) => service.slice(servicePrefix.length)));
}
