import type { Meter } from "./meter.ts";
import { calendarPeriod, minuteMs } from "./period.ts";

/** What all gateways together have taken from a meter. Kept in Consul, one document per key. */
export interface Tally {
  /** Unix milliseconds. For a budget the start of its day or month; for a rate the moment for which `taken` holds. */
  readonly at: number;
  readonly taken: number;
}

/**
 * The tally at `nowMs`. A rate is a leaky bucket with the minute's limit; a budget starts over with its period. A time later than
 * `nowMs` was written by a clock that is ahead, and is kept.
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

/** How much can still be taken. */
export const roomIn = (meter: Meter, tally: Tally): number => Math.max(0, Math.floor(meter.limit - tally.taken));

/** Time until `need` can be taken if nobody else takes any; Infinity if it exceeds the limit. */
export function waitMs(meter: Meter, tally: Tally, { need, nowMs }: { need: number; nowMs: number }): number {
  if (need > meter.limit) return Infinity;
  if (tally.taken + need <= meter.limit) return 0;
  if (meter.period !== "minute") return calendarPeriod(meter.period, nowMs).endMs - nowMs;
  return Math.ceil(((tally.taken + need - meter.limit) * minuteMs) / meter.limit);
}
