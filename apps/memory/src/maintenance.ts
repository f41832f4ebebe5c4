import { messageOf } from "@hearth/kernel/errors.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { Summariser } from "./conversations/summariser.ts";
import type { AuditedPart, Ledger } from "./service/ledger.ts";
import type { Store } from "./store/store.ts";

interface MaintenanceParts {
  readonly store: Store;
  readonly ledger: Pick<Ledger, "takeAudited">;
  readonly log: JsonLog;
  readonly now: () => number;
  readonly summariser: Summariser | undefined;
}

const everyMs = 15_000;
const purgePortion = 500;
/**
 * The audit log is limited by age, and to this many entries of one action by one key: whoever writes much pushes out only entries that say
 * the same of the same key, so nothing can be hidden that way.
 */
const maxAuditEntries = 10_000;

/** Periodically purges expired records and writes summaries. Returns a function that stops it and waits for the current round. */
export function startMaintenance({ store, ledger, log, now, summariser }: MaintenanceParts): () => Promise<void> {
  let running: Promise<void> | undefined;
  const round = async (): Promise<void> => {
    try {
      const purged = await store.purgeExpired(now(), purgePortion);
      if (purged > 0) log.info("purged", { records: purged });
      for (const part of ledger.takeAudited()) await trimAudit(store, part, { nowMs: now() });
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

/** `most` is for tests. */
export async function trimAudit(
  store: Pick<Store, "count" | "list" | "commit">,
  { tenant, key, action }: AuditedPart,
  { nowMs, most = maxAuditEntries }: { readonly nowMs: number; readonly most?: number },
): Promise<void> {
  const scope = { tenant, kind: "audit", filter: { agent: key, group: action }, nowMs } as const;
  const excess = (await store.count(scope)) - most;
  if (excess <= 0) return;
  const oldest = await store.list({ ...scope, order: "oldest", limit: Math.min(excess, 5_000) });
  await store.commit(oldest.map(({ kind, id }) => ({ remove: { tenant, kind, id } })));
}
