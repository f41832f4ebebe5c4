import { expect, test } from "vitest";
import { timeRangeOf } from "./time-range.ts";

const nowMs = Date.parse("2026-02-15T12:00:00Z");

test.each([
  ["What did we talk about yesterday?", "2026-02-13", "2026-02-15"],
  ["Was war letzte Woche?", "2026-02-01", "2026-02-15"],
  ["What did Tom start last November?", "2025-11-01", "2025-12-09"],
  ["What was decided in May 2024?", "2024-05-01", "2024-06-08"],
  ["What happened on the 14th of October?", "2025-10-12", "2025-10-17"],
  ["Was gab es im Sommer?", "2025-06-01", "2025-09-09"],
  ["What did she say last Friday?", "2026-02-13", "2026-02-15"],
  ["Where did we live in 2019?", "2019-01-01", "2020-02-01"],
])("%s", (question, from, to) => {
  const { fromMs = 0, toMs = 0 } = timeRangeOf(question, nowMs) ?? {};
  expect([fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(0, 10))).toEqual([from, to]);
});

test.each(["May I go running?", "Which class does Tom take on Wednesdays?", "Who marches?", ""])(
  "%s names no time",
  (question) => {
    expect(timeRangeOf(question, nowMs)).toBeUndefined();
  },
);
