import { expect, test } from "vitest";
import { RateLimiter } from "./rate-limiter.ts";

test("a key has its burst, then its rate; another key has its own", () => {
  let nowMs = 0;
  const limiter = new RateLimiter({ requestsPerSecond: 2, burst: 2 }, () => nowMs);
  expect([limiter.take("a"), limiter.take("a"), limiter.take("a"), limiter.take("b")]).toEqual([0, 0, 1, 0]);
  nowMs = 500;
  expect([limiter.take("a"), limiter.take("a")]).toEqual([0, 1]);
  nowMs = 60_000;
  expect([limiter.take("a"), limiter.take("a"), limiter.take("a")]).toEqual([0, 0, 1]);
});
