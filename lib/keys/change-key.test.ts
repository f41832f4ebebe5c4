import { expect, test } from "vitest";
import { changeTerms, newRecord, revoke, rotate } from "./change-key.ts";
import { keyRecordSchema, maxHistoryEntries } from "@hearth/contracts/keys/key-record.ts";
import { keyState } from "./key-state.ts";

const now = new Date("2026-11-21T12:00:00Z");
const author = { who: "ann@desk", now };
const [one, two] = ["1".repeat(64), "2".repeat(64)];
const record = newRecord({ id: "kids", sha256: one, models: ["smol*"], limits: { tokensPerDay: 500 } }, author);

test("a new key's record", () => {
  expect(record).toEqual({
    id: "kids",
    secrets: [{ sha256: one }],
    createdAt: "2026-11-21T12:00:00.000Z",
    models: ["smol*"],
    limits: { tokensPerDay: 500 },
    priority: 0,
    history: [{ at: "2026-11-21T12:00:00.000Z", who: "ann@desk", what: "created: models smol*; tokensPerDay 500" }],
  });
  expect(keyRecordSchema.parse(record)).toEqual(record);
});

test("terms that are not named stay, null takes one away", () => {
  const notAfter = new Date("2027-01-31");
  const changed = changeTerms(record, { models: null, limits: { costPerDay: 1.5 }, notAfter, priority: -3 }, author);
  expect(changed).toMatchObject({
    limits: { tokensPerDay: 500, costPerDay: 1.5 },
    notAfter: "2027-01-31T00:00:00.000Z",
    priority: -3,
  });
  expect("models" in changed).toBe(false);
  expect(changed.history[1]?.what).toBe(
    "changed: models none; notAfter 2027-01-31T00:00:00.000Z; priority -3; costPerDay 1.5",
  );
  const freed = changeTerms(changed, { limits: { tokensPerDay: null }, notAfter: null }, author);
  expect(freed.limits).toEqual({ costPerDay: 1.5 });
  expect("notAfter" in freed).toBe(false);
  expect(keyRecordSchema.parse(freed)).toEqual(freed);
});

test("whose memories, with what is usual; what is not named stays", () => {
  const ann = changeTerms(record, { memories: { user: "ann", agent: "cook" } }, author);
  expect(ann.memories).toEqual({ user: "ann", agent: "cook", limit: 8, tokens: 400 });
  expect(ann.history[1]?.what).toBe("changed: memories ann (agent cook)");
  const fewer = changeTerms(ann, { memories: { limit: 2, agent: null } }, author);
  expect(fewer.memories).toEqual({ user: "ann", limit: 2, tokens: 400 });
  expect(keyRecordSchema.parse(fewer)).toEqual(fewer);
  expect("memories" in changeTerms(fewer, { memories: null }, author)).toBe(false);
  expect(() => changeTerms(record, { memories: { limit: 2 } }, author)).toThrow("the key 'kids' has no memories set");
});

test("a rotation ends the old secrets after the overlap, and drops those that have ended", () => {
  const rotated = rotate(record, { sha256: two, overlapMs: 3_600_000 }, author);
  expect(rotated.secrets).toEqual([{ sha256: one, notAfter: "2026-11-21T13:00:00.000Z" }, { sha256: two }]);
  const later = { who: "ann@desk", now: new Date("2026-11-21T14:00:00Z") };
  const three = "3".repeat(64);
  expect(rotate(rotated, { sha256: three, overlapMs: 0 }, later).secrets).toEqual([
    { sha256: two, notAfter: "2026-11-21T14:00:00.000Z" },
    { sha256: three },
  ]);
});

test("an overlap never lengthens what is ending already", () => {
  const soon = rotate(record, { sha256: two, overlapMs: 60_000 }, author);
  expect(rotate(soon, { sha256: "3".repeat(64), overlapMs: 600_000 }, author).secrets[0]?.notAfter).toBe(
    "2026-11-21T12:01:00.000Z",
  );
});

test("revoked, expired, active", () => {
  const ended = changeTerms(record, { notAfter: now }, author);
  expect([record, ended, revoke(ended, author)].map((each) => keyState(each, now))).toEqual([
    "active",
    "expired",
    "revoked",
  ]);
});

test("the history is bounded, and its newest entry is there", () => {
  let changed = record;
  for (let count = 0; count < 80; count += 1) changed = changeTerms(changed, { priority: count % 10 }, author);
  expect(changed.history.length).toBe(maxHistoryEntries);
  expect(changed.history.at(-1)?.what).toBe("changed: priority 9");
  const long = changeTerms(record, { models: Array.from({ length: 60 }, () => "m".repeat(100)) }, author);
  expect(keyRecordSchema.parse(long)).toEqual(long);
});
