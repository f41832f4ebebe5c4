import { messageOf } from "../../../../lib/errors.ts";
import type { JsonLog } from "../../../gateway/src/log/json-log.ts";
import type { Summariser } from "../conversations/summariser.ts";
import type { Store } from "../store/store.ts";

interface MaintenanceParts {
  readonly store: Store;
  readonly log: JsonLog;
  readonly now: () => number;
  readonly summariser: Summariser | undefined;
}

const everyMs = 15_000;
const purgePortion = 500;

/** Purges what expired and has summaries written, now and then. Returns the way to stop it, which waits for a round under way. */
export function startMaintenance({ store, log, now, summariser }: MaintenanceParts): () => Promise<void> {
  let running: Promise<void> | undefined;
  const round = async (): Promise<void> => {
    try {
      const purged = await store.purgeExpired(now(), purgePortion);
      if (purged > 0) log.info("purged", { records: purged });
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
