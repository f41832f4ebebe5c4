import { expect, test } from "vitest";
import { newRecord } from "./change-key.ts";
import { formatKey, formatKeys } from "./format-keys.ts";

const now = new Date("2026-11-21T12:00:00Z");
const author = { who: "ann@desk", now };
const terms = {
  models: ["smol*"],
  limits: { requestsPerMinute: 20, costPerDay: 1.5 },
  memories: { user: "ann", agent: "cook" },
  notAfter: new Date("2027-01-31"),
};
const kids = newRecord({ id: "kids", sha256: "1".repeat(64), ...terms }, author);

test("all keys", () => {
  expect(formatKeys({ records: [], unreadable: [] }, now)).toBe("no keys but the owner's");
  const laptop = newRecord({ id: "laptop", sha256: "2".repeat(64) }, author);
  expect(formatKeys({ records: [kids, laptop], unreadable: [] }, now).split("\n")).toEqual([
    "key     state   models  apis  limits                            memories  ends",
    "kids    active  smol*   all   20 requests/minute, 1.5 cost/day  ann       2027-01-31",
    "laptop  active  all     all   none                              none      never",
  ]);
});

test("a record that cannot be read is in the list, with the reason", () => {
  const unreadable = [{ id: "new", because: "Unrecognized key" }];
  expect(formatKeys({ records: [], unreadable }, now).split("\n")).toEqual([
    "key  state       models  apis  limits  memories  ends",
    "new  unreadable  ?       ?     ?       ?         ?",
    "new cannot be read: Unrecognized key",
  ]);
});

test("one key, with what it has taken and no digest", () => {
  const today = Date.parse("2026-11-21T00:00:00Z");
  const spent = {
    "cost/day": { at: today, taken: 250_000 },
    "requests/minute": { at: now.getTime() - 30_000, taken: 15 },
  };
  expect(formatKey(kids, spent, now).split("\n")).toEqual([
    "key       kids",
    "state     active",
    "models    smol*",
    "apis      all",
    "memories  ann (agent cook, 8 notes, 400 tokens)",
    "priority  0",
    "made      2026-11-21T12:00:00.000Z",
    "ends      2027-01-31T00:00:00.000Z",
    "secrets   current",
    "",
    "limit            taken  of",
    "requests/minute  5      20",
    "cost/day         0.25   1.5",
    "",
    "when                      who       what",
    "2026-11-21T12:00:00.000Z  ann@desk  created: models smol*; notAfter 2027-01-31T00:00:00.000Z; memories ann (agent cook); requestsPerMinute 20; costPerDay 1.5",
  ]);
});
