import { expect, test } from "vitest";
import { newMemoryKey, revokeMemoryKey } from "./change-memory-key.ts";
import { formatMemoryKeys } from "./format-memory-keys.ts";

const author = { who: "ann@desk", now: new Date("2026-11-21T12:00:00Z") };
const cook = newMemoryKey(
  {
    id: "cook",
    sha256: "1".repeat(64),
    tenant: "home",
    agent: "chef",
    scopes: ["memories:read"],
    notAfter: new Date("2027-01-31"),
  },
  author,
);

test("all keys, without digests", () => {
  expect(formatMemoryKeys({ records: [], unreadable: [] }, author.now)).toBe("no keys but the owner's");
  const old = newMemoryKey({ id: "old", sha256: "2".repeat(64), tenant: "shop", scopes: ["admin"] }, author);
  expect(
    formatMemoryKeys({ records: [cook, revokeMemoryKey(old, author)], unreadable: [] }, author.now).split("\n"),
  ).toEqual([
    "key   state    tenant  agent  scopes         ends        made",
    "cook  active   home    chef   memories:read  2027-01-31  2026-11-21 by ann@desk",
    "old   revoked  shop    any    admin          never       2026-11-21 by ann@desk",
  ]);
  expect(formatMemoryKeys({ records: [cook], unreadable: [] }, new Date("2027-02-01"))).toContain("cook  expired");
});
