import type { Period } from "./meter.ts";

export const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Start and end of the UTC day or month of a moment, in Unix milliseconds. */
export function calendarPeriod(period: Exclude<Period, "minute">, nowMs: number): { startMs: number; endMs: number } {
  if (period === "day") {
    const startMs = Math.floor(nowMs / dayMs) * dayMs;
    return { startMs, endMs: startMs + dayMs };
  }
  const now = new Date(nowMs);
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  return { startMs: Date.UTC(year, month), endMs: Date.UTC(year, month + 1) };
}
