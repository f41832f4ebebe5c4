import { expect, test } from "vitest";
import { estimateLeftMs } from "./estimate-left.ts";

const work = (name: string, estimateMs: number): { name: string; estimateMs: number } => ({ name, estimateMs });

test("before anything is done, what remains is what the estimates say", () => {
  const waiting = [work("pulumi", 200), work("nomad", 300)];
  expect(estimateLeftMs({ done: [], running: [], waiting })).toBe(500);
});

test("a machine that took twice as long so far takes twice as long for the rest", () => {
  const left = estimateLeftMs({
    done: [{ ...work("pulumi", 200), tookMs: 400 }],
    running: [{ ...work("consul", 200), sinceMs: 100 }],
    waiting: [work("nomad", 300)],
  });
  expect(left).toBe(300 + 600);
});

test("what takes longer than expected is nearly done, and the rest is expected to take longer too", () => {
  const left = estimateLeftMs({
    done: [],
    running: [{ ...work("pulumi", 200), sinceMs: 500 }],
    waiting: [work("nomad", 300)],
  });
  expect(left).toBe(750);
});

test("one freak time does not decide everything", () => {
  const done = [{ ...work("tailscale", 60), tookMs: 0 }];
  expect(estimateLeftMs({ done, running: [], waiting: [work("nomad", 300)] })).toBe(30);
});
