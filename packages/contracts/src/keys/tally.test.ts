import { expect, test } from "vitest";
import { metersOf, type Meter } from "./meter.ts";
import { calendarPeriod } from "./period.ts";
import { roomIn, tallyAt, waitMs } from "./tally.ts";

const now = Date.parse("2026-02-28T23:59:50Z");
const midnight = Date.parse("2026-03-01T00:00:00Z");
const rate: Meter = { name: "tokens/minute", unit: "tokens", period: "minute", limit: 600 };
const day: Meter = { name: "tokens/day", unit: "tokens", period: "day", limit: 100 };

test("limits as meters, money in millionths", () => {
  expect(metersOf({ requestsPerMinute: 60, costPerMonth: 2.5 })).toEqual([
    { name: "requests/minute", unit: "requests", period: "minute", limit: 60 },
    { name: "cost/month", unit: "cost", period: "month", limit: 2_500_000 },
  ]);
  expect(metersOf({})).toEqual([]);
});

test("days and months follow the UTC calendar", () => {
  expect(calendarPeriod("day", now)).toEqual({ startMs: Date.parse("2026-02-28T00:00:00Z"), endMs: midnight });
  expect(calendarPeriod("month", now)).toEqual({ startMs: Date.parse("2026-02-01T00:00:00Z"), endMs: midnight });
  expect(calendarPeriod("month", Date.parse("2026-12-31T12:00:00Z")).endMs).toBe(Date.parse("2027-01-01T00:00:00Z"));
});

test("a rate leaks steadily, and no further than empty", () => {
  const full = { at: now, taken: 600 };
  expect(tallyAt(rate, full, now + 10_000)).toEqual({ at: now + 10_000, taken: 500 });
  expect(tallyAt(rate, full, now + 600_000)).toEqual({ at: now + 600_000, taken: 0 });
  expect(tallyAt(rate, undefined, now)).toEqual({ at: now, taken: 0 });
});

test("a budget starts over with its day", () => {
  const spent = { at: calendarPeriod("day", now).startMs, taken: 100 };
  expect(tallyAt(day, spent, midnight - 1)).toEqual(spent);
  expect(tallyAt(day, spent, midnight)).toEqual({ at: midnight, taken: 0 });
});

test("a tally written by a clock that is ahead is kept", () => {
  expect(tallyAt(rate, { at: now + 5_000, taken: 600 }, now)).toEqual({ at: now + 5_000, taken: 600 });
  expect(tallyAt(day, { at: midnight, taken: 7 }, now)).toEqual({ at: midnight, taken: 7 });
});

test("how much room there is, and how long until there is more", () => {
  expect(roomIn(rate, { at: now, taken: 599.5 })).toBe(0);
  expect(roomIn(day, { at: now, taken: 140 })).toBe(0);
  expect(waitMs(rate, { at: now, taken: 550 }, { need: 50, nowMs: now })).toBe(0);
  expect(waitMs(rate, { at: now, taken: 600 }, { need: 50, nowMs: now })).toBe(5_000);
  expect(waitMs(day, { at: now, taken: 100 }, { need: 1, nowMs: now })).toBe(10_000);
  expect(waitMs(day, { at: now, taken: 0 }, { need: 101, nowMs: now })).toBe(Infinity);
});
