import type { KeyLimits } from "./key-limits.ts";

export type Unit = "requests" | "tokens" | "cost";
export type Period = "minute" | "day" | "month";

/** Whole numbers; `cost` in millionths of the currency. */
export type Amounts = Readonly<Record<Unit, number>>;

/** One limit of a key. */
export interface Meter {
  /** Such as `tokens/day`; the name of its tally in Consul. */
  readonly name: `${Unit}/${Period}`;
  readonly unit: Unit;
  readonly period: Period;
  readonly limit: number;
}

const millionths = 1e6;

const fields = [
  ["requestsPerMinute", "requests", "minute", 1],
  ["tokensPerMinute", "tokens", "minute", 1],
  ["tokensPerDay", "tokens", "day", 1],
  ["tokensPerMonth", "tokens", "month", 1],
  ["costPerDay", "cost", "day", millionths],
  ["costPerMonth", "cost", "month", millionths],
] as const satisfies readonly (readonly [keyof KeyLimits, Unit, Period, number])[];

/** The meters of a key's limits, rates first. */
export function metersOf(limits: KeyLimits): readonly Meter[] {
  return fields.flatMap(([field, unit, period, factor]): Meter[] => {
    const limit = limits[field];
    return limit === undefined ? [] : [{ name: `${unit}/${period}`, unit, period, limit: Math.floor(limit * factor) }];
  });
}
