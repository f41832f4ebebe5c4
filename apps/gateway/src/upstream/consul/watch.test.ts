import { expect, test } from "vitest";
import type { Clock } from "@hearth/kernel/wait.ts";
import type { IndexedAnswer } from "./consul-client.ts";
import { backOffMs, nextIndex, watch } from "./watch.ts";

test("the back-off doubles up to half a minute, half of it random", () => {
  expect([1, 2, 3, 7, 20].map((failures) => [backOffMs(failures, 0), backOffMs(failures, 1)])).toEqual([
    [250, 500],
    [500, 1_000],
    [1_000, 2_000],
    [15_000, 30_000],
    [15_000, 30_000],
  ]);
});

test("an index that goes backwards starts over; one that would not block is raised", () => {
  expect([nextIndex(5, 7), nextIndex(5, 5), nextIndex(5, 4), nextIndex(5, 0), nextIndex(5, NaN)]).toEqual([
    7, 5, 0, 1, 1,
  ]);
});

test("a watch asks from the last index, reports only changes, and continues after failures", async () => {
  const stop = new AbortController();
  const script: (IndexedAnswer | Error)[] = [
    { index: 4, value: "a" },
    { index: 4, value: "a" },
    new Error("away"),
    new Error("away"),
    { index: 9, value: "b" },
    { index: 2, value: "restored" },
    { index: 2, value: "restored again" },
  ];
  const indexes: number[] = [];
  const sleeps: number[] = [];
  const values: unknown[] = [];
  const failures: unknown[] = [];
  const clock: Clock = {
    now: () => 0,
    sleep(durationMs) {
      sleeps.push(durationMs);
      return Promise.resolve();
    },
  };
  await watch({
    path: "/v1/catalog/services",
    consul: {
      read(_path, { index }) {
        indexes.push(index);
        const next = script.shift();
        if (script.length === 0) stop.abort();
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next!);
      },
    },
    signal: stop.signal,
    onValue: (value) => values.push(value),
    onFailure: (error) => failures.push(error),
    clock,
    random: () => 1,
  });
  expect(indexes).toEqual([0, 4, 4, 4, 4, 9, 0]);
  expect(values).toEqual(["a", "b", "restored", "restored again"]);
  expect(failures).toEqual([new Error("away"), new Error("away")]);
  expect(sleeps).toEqual([100, 100, 500, 1_000, 100, 100, 100]);
});
