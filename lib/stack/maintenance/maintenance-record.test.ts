import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  beginFrom,
  forgetRecord,
  readRecord,
  readRecords,
  stepsLeft,
  writeRecord,
  type MaintenanceRecord,
  type Start,
} from "./maintenance-record.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-maintenance-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const now = new Date("2026-12-01T10:00:00Z");
const start = (other: Partial<Start> = {}): Start => ({
  node: "n2",
  operation: "reboot",
  now,
  isEligible: true,
  ...other,
});
const record = (other: Partial<MaintenanceRecord> = {}): MaintenanceRecord => ({
  version: 1,
  node: "n2",
  operation: "reboot",
  startedAt: now.toISOString(),
  done: [],
  keepDrained: false,
  ...other,
});

test("a second run goes on where the first one stopped", () => {
  const stopped = record({ done: ["drained", "rebooted"], bootBefore: "a" });
  expect(beginFrom(stopped, start())).toEqual(stopped);
  expect(stepsLeft(stopped)).toEqual(["verified", "eligible"]);
});

test("a machine that somebody drained stays drained after its reboot; one that had work gets it back", () => {
  expect(beginFrom(undefined, start())).toEqual(record());
  expect(beginFrom(undefined, start({ isEligible: false }))?.keepDrained).toBe(true);
  const drained = record({ operation: "drain", done: ["drained"] });
  expect(beginFrom(drained, start())).toEqual(record({ keepDrained: true }));
});

test("a drain that was cut off is no wish to keep it drained", () => {
  expect(beginFrom(record({ operation: "drain" }), start({ isEligible: false }))?.keepDrained).toBe(false);
});

test("an unfinished run of another kind is not taken over", () => {
  expect(beginFrom(record({ operation: "upgrade", done: ["drained"] }), start())).toBeUndefined();
});

test("only an upgrade brings packages, and a drain ends with the drain", () => {
  expect(stepsLeft(record({ operation: "upgrade" }))).toEqual([
    "drained",
    "upgraded",
    "rebooted",
    "verified",
    "eligible",
  ]);
  expect(stepsLeft(record())).not.toContain("upgraded");
  expect(stepsLeft(record({ operation: "drain", done: ["drained"] }))).toEqual([]);
});

test("what is written is read again, and forgotten on demand; a damaged file counts as none", () => {
  expect(readRecords(folder)).toEqual([]);
  writeRecord(folder, record({ done: ["drained"] }));
  expect(readRecord(folder, "n2")).toEqual(record({ done: ["drained"] }));
  writeFileSync(join(folder, "maintenance", "n3.json"), "{");
  expect(readRecords(folder)).toHaveLength(1);
  forgetRecord(folder, "n2");
  expect(readRecord(folder, "n2")).toBeUndefined();
});
