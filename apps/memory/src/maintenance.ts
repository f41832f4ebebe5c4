import { messageOf } from "@hearth/kernel/errors.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { Summariser } from "./conversations/summariser.ts";
import type { Store } from "./store/store.ts";

interface MaintenanceParts {
  readonly store: Store;
  readonly log: JsonLog;
  readonly now: () => number;
  readonly summariser: Summariser | undefined;
}

const everyMs = 15_000;
const purgePortion = 500;
/** The audit log is limited by age, and by this number of entries. */
const maxAuditEntries = 100_000;

/** Periodically purges expired records and writes summaries. Returns a function that stops it and waits for the current round. */
export function startMaintenance({ store, log, now, summariser }: MaintenanceParts): () => Promise<void> {
  let running: Promise<void> | undefined;
  const round = async (): Promise<void> => {
    try {
      const purged = await store.purgeExpired(now(), purgePortion);
      if (purged > 0) log.info("purged", { records: purged });
      for (const tenant of await store.tenants()) await trimAudit(store, tenant, now());
      await summariser?.round();
    } catch (thrown) {
      log.warn("maintenance failed", { because: messageOf(thrown) });
    }
  };
  const timer = setInterval(() => {
    running ??= round().finally(() => (running = undefined));
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function trimAudit(store: Store, tenant: string, nowMs: number): Promise<void> {
  const scope = { tenant, kind: "audit", nowMs } as const;
  const excess = (await store.count(scope)) - maxAuditEntries;
  if (excess <= 0) return;
  const oldest = await store.list({ ...scope, order: "oldest", limit: Math.min(excess, 5_000) });
  await store.commit(oldest.map(({ kind, id }) => ({ remove: { tenant, kind, id } })));
}
