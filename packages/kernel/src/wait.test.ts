import { expect, test } from "vitest";
import type { HearthError } from "./errors.ts";
import { fakeClock } from "../test/fake-clock.ts";
import { notYet, ready, waitFor } from "./wait.ts";

test("the value of the first probe that is ready is returned", async () => {
  const seen = [notYet("one"), notYet("two"), ready(42)];
  await expect(
    waitFor({ what: "the answer", limitMs: 10_000, clock: fakeClock() }, () =>
      Promise.resolve(seen.shift() ?? notYet("none left")),
    ),
  ).resolves.toBe(42);
});

test("after the limit the error names what was waited for, how long, and what was seen last", async () => {
  const clock = fakeClock();
  const error = await waitFor({ what: "a leader", limitMs: 30_000, clock, hint: "Look at the logs." }, () =>
    Promise.resolve(notYet("2 of 3 servers")),
  ).catch((thrown: unknown) => thrown as HearthError);
  expect(error).toMatchObject({
    code: "WAIT_TIMEOUT",
    message: "waited 30.0s for a leader: 2 of 3 servers",
    hint: "Look at the logs.",
  });
  expect(clock.now()).toBe(30_000);
});

test("a probe that throws ends the wait at once", async () => {
  await expect(
    waitFor({ what: "x", limitMs: 1_000, clock: fakeClock() }, () => Promise.reject(new Error("broken"))),
  ).rejects.toThrow("broken");
});

test("Ctrl-C ends the wait", async () => {
  const controller = new AbortController();
  const wait = waitFor({ what: "x", limitMs: 60_000, signal: controller.signal }, () => Promise.resolve(notYet("y")));
  controller.abort(new Error("interrupted"));
  await expect(wait).rejects.toThrow("interrupted");
});
