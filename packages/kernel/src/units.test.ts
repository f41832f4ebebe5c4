import { expect, test } from "vitest";
import { bytes, formatElapsed, isDuration, isSize, milliseconds } from "./units.ts";

test("durations are read in every unit", () => {
  expect((["250ms", "90s", "1.5m", "2h", "1d"] as const).map(milliseconds)).toEqual([
    250, 90_000, 90_000, 7_200_000, 86_400_000,
  ]);
});

test("sizes distinguish powers of two from powers of ten", () => {
  expect((["2 GiB", "2 GB", "98MB", "512 B"] as const).map(bytes)).toEqual([
    2_147_483_648, 2_000_000_000, 98_000_000, 512,
  ]);
});

test("an invalid duration or size is refused", () => {
  expect(["90", "s", "1 s", "-5s", "1e3s"].map(isDuration)).toEqual([false, false, false, false, false]);
  expect(["2", "GB", "2  GB", "-1 GB", "2 gb"].map(isSize)).toEqual([false, false, false, false, false]);
});

test("elapsed time is formatted briefly", () => {
  expect([0, 2_340, 59_940, 60_000, 75_300, 3_600_000].map(formatElapsed)).toEqual([
    "0.0s",
    "2.3s",
    "59.9s",
    "1m 00s",
    "1m 15s",
    "60m 00s",
  ]);
});
