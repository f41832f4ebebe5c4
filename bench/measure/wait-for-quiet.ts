import { loadavg } from "node:os";
import type { Log } from "@hearth/kernel/log.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";

const limitMs = 15 * 60_000;

export interface QuietOptions {
  /** Load average of one minute below which the machine counts as quiet; Infinity does not wait. */
  readonly belowLoad: number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Waits until nobody else keeps the machine busy, and returns its load; gives up with WAIT_TIMEOUT after a quarter of an hour. */
export async function waitForQuiet({ belowLoad, log, signal }: QuietOptions): Promise<number> {
  return log.step("wait for a quiet machine", (progress) =>
    waitFor(
      { what: `a load below ${belowLoad}`, limitMs, intervalMs: 2_000, signal, hint: "Allow more by `--below-load`." },
      () => {
        const load = loadavg()[0] ?? 0;
        progress(`load ${load.toFixed(2)}`);
        return Promise.resolve(load < belowLoad ? ready(load) : notYet(`the load is ${load.toFixed(2)}`));
      },
    ),
  );
}
