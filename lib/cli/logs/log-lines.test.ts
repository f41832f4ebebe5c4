import { expect, test } from "vitest";
import { localTime } from "@hearth/kernel/local-time.ts";
import { livenessSlot } from "@hearth/contracts/gateway/liveness-slot.ts";
import { newLines, selectLines, wholeLines } from "./log-lines.ts";

test("the first line is dropped only where it may be cut", () => {
  expect(wholeLines("half\nwhole\n", 1_000)).toEqual(["half", "whole"]);
  expect(wholeLines("half\nwhole\n", 11)).toEqual(["whole"]);
});

test.each([
  { before: ["a", "b"], after: ["a", "b"], fresh: [] },
  { before: ["a", "b"], after: ["a", "b", "c"], fresh: ["c"] },
  { before: ["a", "b", "c"], after: ["b", "c", "d", "e"], fresh: ["d", "e"] },
  { before: ["a", "a"], after: ["a", "a", "a"], fresh: ["a"] },
  { before: ["a"], after: ["x", "y"], fresh: ["x", "y"] },
  { before: [], after: ["x"], fresh: ["x"] },
])("$before, then $after: $fresh is new", ({ before, after, fresh }) => {
  expect(newLines(before, after)).toEqual(fresh);
});

const time = "2026-11-30T12:00:05.000Z";

test("a line of JSON becomes a sentence in local time", () => {
  const [line] = selectLines([JSON.stringify({ time, level: "warn", event: "slow", status: 503, key: "kids" })], {});
  expect(line).toEqual({ at: new Date(time), text: `${localTime(new Date(time))} warn slow  status=503  key=kids` });
  expect(selectLines(["{ not json", "plain"], {}).map(({ text }) => text)).toEqual(["{ not json", "plain"]);
});

test("liveness checks are shown only when asked for", () => {
  const lines = [
    `slot print_timing: id  ${livenessSlot + 1} | task 7 |`,
    "prompt eval time =  20 ms",
    `slot print_timing: id  ${livenessSlot} | task 9 |`,
    "prompt eval time =  10 ms",
    "       eval time =  10 ms",
    "srv  log_server_r: request: POST /completion 127.0.0.1 200",
    JSON.stringify({ time, level: "info", event: "request", path: "/health" }),
    "srv  update_slots: all slots are idle",
  ];
  expect(selectLines(lines, {}).map(({ text }) => text)).toEqual([lines[0], lines[1], lines[7]]);
  expect(selectLines(lines, { liveness: true })).toHaveLength(8);
});

test("since, grep and the number of lines", () => {
  const at = (second: number, event: string): string =>
    JSON.stringify({ time: `2026-11-30T12:00:0${second}.000Z`, level: "info", event });
  const lines = [at(1, "old"), "goes with old", at(5, "new"), "goes with new", at(6, "other")];
  const texts = (selection: Parameters<typeof selectLines>[1]): readonly string[] =>
    selectLines(lines, selection).map(({ text }) => text.replace(/^\S+ info /, ""));
  expect(texts({ since: new Date("2026-11-30T12:00:03Z") })).toEqual(["new", "goes with new", "other"]);
  expect(texts({ grep: /new/ })).toEqual(["new", "goes with new"]);
  expect(texts({ last: 2 })).toEqual(["goes with new", "other"]);
  expect(texts({ last: 0 })).toEqual([]);
});
