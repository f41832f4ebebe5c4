import type { Holding } from "./holding.ts";
import { minuteMs } from "@hearth/contracts/keys/period.ts";

/** OpenAI's headers for the rates of a key. Each gateway reports what it knows. */
export function rateHeaders(holdings: readonly Holding[], nowMs: number): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const holding of holdings) {
    const { period, unit, limit } = holding.meter;
    if (period !== "minute") continue;
    const remaining = Math.floor(holding.remaining(nowMs));
    headers[`x-ratelimit-limit-${unit}`] = String(limit);
    headers[`x-ratelimit-remaining-${unit}`] = String(remaining);
    headers[`x-ratelimit-reset-${unit}`] = shortDuration(((limit - remaining) * minuteMs) / limit);
  }
  return headers;
}

/** In OpenAI's format: `20ms`, `6s`, `1m0s`. */
export function shortDuration(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.round(durationMs)}ms`;
  const seconds = Math.ceil(durationMs / 1_000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
