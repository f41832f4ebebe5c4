import type { Clock } from "../src/wait.ts";

/** A clock that moves only during sleeps. */
export function fakeClock(): Clock {
  let now = 0;
  return { now: () => now, sleep: (durationMs) => Promise.resolve(void (now += durationMs)) };
}
