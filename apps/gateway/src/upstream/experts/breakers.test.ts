import { expect, test } from "vitest";
import { Breakers, type BreakerState } from "./breakers.ts";

const rules = { failuresInARow: 3, failedShare: 0.5, window: 10, openMs: 1_000, maxOpenMs: 4_000 };
const a = { origin: "http://a" };
const b = { origin: "http://b" };

function make() {
  const clock = { ms: 0 };
  const changes: [string, BreakerState][] = [];
  const breakers = new Breakers(
    rules,
    (origin, state) => changes.push([origin, state]),
    () => clock.ms,
  );
  const fail = (times: number): void => {
    for (let count = 0; count < times; count += 1) breakers.failed(a.origin);
  };
  return { breakers, clock, changes, fail };
}

test("three failures in a row open it, a success between them does not", () => {
  const { breakers, fail } = make();
  fail(2);
  breakers.succeeded(a.origin);
  fail(2);
  expect(breakers.state(a.origin)).toBe("closed");
  fail(1);
  expect(breakers.state(a.origin)).toBe("open");
  expect(breakers.usable([a, b])).toEqual([b]);
});

test("half of the last ten failing opens it too", () => {
  const { breakers, fail } = make();
  for (let count = 0; count < 4; count += 1) {
    fail(1);
    breakers.succeeded(a.origin);
  }
  fail(1);
  expect(breakers.state(a.origin)).toBe("closed");
  fail(1);
  expect(breakers.state(a.origin)).toBe("open");
});

test("after its time one trial is let through, and its success closes it", () => {
  const { breakers, clock, fail, changes } = make();
  fail(3);
  clock.ms = 999;
  expect([breakers.allows(a.origin), breakers.waitMs([a])]).toEqual([false, 1]);
  clock.ms = 1_000;
  expect([breakers.allows(a.origin), breakers.state(a.origin)]).toEqual([true, "half_open"]);
  breakers.started(a.origin);
  expect(breakers.allows(a.origin)).toBe(false);
  breakers.succeeded(a.origin);
  expect(breakers.state(a.origin)).toBe("closed");
  expect(changes).toEqual([
    [a.origin, "open"],
    [a.origin, "half_open"],
    [a.origin, "closed"],
  ]);
});

test("each failed trial doubles the time, up to the longest", () => {
  const { breakers, clock, fail } = make();
  fail(3);
  const waits = [1_000, 2_000, 4_000, 4_000].map((expected) => {
    const wait = breakers.waitMs([a]);
    clock.ms += expected;
    breakers.started(a.origin);
    fail(1);
    return wait;
  });
  expect(waits).toEqual([1_000, 2_000, 4_000, 4_000]);
});

test("failures of requests sent before it opened do not prolong it", () => {
  const { breakers, clock, fail } = make();
  fail(3);
  clock.ms = 500;
  fail(5);
  expect(breakers.waitMs([a])).toBe(500);
});

test("a trial whose caller left lets the next start; so does a silent one after five seconds", () => {
  const { breakers, clock, fail } = make();
  fail(3);
  clock.ms = 1_000;
  breakers.started(a.origin);
  breakers.withdrawn(a.origin);
  expect(breakers.allows(a.origin)).toBe(true);
  breakers.started(a.origin);
  expect(breakers.allows(a.origin)).toBe(false);
  clock.ms = 6_000;
  expect(breakers.allows(a.origin)).toBe(true);
});

test("removed instances are forgotten", () => {
  const { breakers, fail } = make();
  fail(3);
  breakers.retain(new Set([b.origin]));
  expect(breakers.state(a.origin)).toBe("closed");
});
