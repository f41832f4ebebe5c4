import type { Meter } from "./meter.ts";
import { calendarPeriod, minuteMs } from "./period.ts";

/** What all gateways together have taken of a meter. It lies in Consul, one document a key. */
export interface Tally {
  /** Unix milliseconds. Of a budget the start of its day or month; of a rate the moment for which `taken` holds. */
  readonly at: number;
  readonly taken: number;
}

/**
 * The tally as it stands now. A rate is a bucket of the minute's limit that leaks steadily; a budget begins anew with its period. A
 * moment that is later than `nowMs` was written by a clock that is ahead, and is kept.
 */
export function tallyAt(meter: Meter, tally: Tally | undefined, nowMs: number): Tally {
  if (meter.period === "minute") {
    if (tally === undefined) return { at: nowMs, taken: 0 };
    const leaked = (Math.max(0, nowMs - tally.at) * meter.limit) / minuteMs;
    return { at: Math.max(nowMs, tally.at), taken: Math.max(0, tally.taken - leaked) };
  }
  const { startMs } = calendarPeriod(meter.period, nowMs);
  return tally === undefined || tally.at < startMs ? { at: startMs, taken: 0 } : tally;
}

/** What may still be taken. */
export const roomIn = (meter: Meter, tally: Tally): number => Math.max(0, Math.floor(meter.limit - tally.taken));

/** How long until `need` can be taken, as far as nobody else takes any; Infinity where the limit itself is smaller. */
export function waitMs(meter: Meter, tally: Tally, { need, nowMs }: { need: number; nowMs: number }): number {
  if (need > meter.limit) return Infinity;
  if (tally.taken + need <= meter.limit) return 0;
  if (meter.period !== "minute") return calendarPeriod(meter.period, nowMs).endMs - nowMs;
  return Math.ceil(((tally.taken + need - meter.limit) * minuteMs) / meter.limit);
}
