import { hash } from "node:crypto";
import { expect, test } from "vitest";
import type { KeyRecord } from "@hearth/contracts/keys/key-record.ts";
import { KeyRing } from "./key-ring.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const file = {
  keys: [
    { id: "laptop", sha256: hash("sha256", "hearth_one") },
    { id: "phone", sha256: hash("sha256", "hearth_two") },
  ],
};
const record = (id: string, fields: Partial<KeyRecord> = {}): KeyRecord => ({
  id,
  secrets: [{ sha256: hash("sha256", `hearth_${id}`) }],
  createdAt: "2026-11-01T00:00:00.000Z",
  limits: {},
  priority: 0,
  history: [],
  ...fields,
});

test.each([
  ["hearth_one", { id: "laptop" }],
  ["hearth_two", { id: "phone" }],
  ["hearth_three", "unknown"],
  [hash("sha256", "hearth_one"), "unknown"],
  [undefined, "missing"],
])("%s", (key, caller) => {
  expect(new KeyRing(file).identify(key)).toEqual(caller);
});

const createdAtMs = Date.parse("2026-11-01T00:00:00.000Z");

test("a record's key is valid until it expires or is revoked", () => {
  const ring = new KeyRing(file, () => now);
  ring.replaceRecords([
    record("open", { notAfter: "2026-11-21T12:00:00.001Z", priority: 3 }),
    record("ended", { notAfter: "2026-11-21T12:00:00.000Z" }),
    record("gone", { revokedAt: "2026-11-20T00:00:00.000Z" }),
  ]);
  expect(["open", "ended", "gone"].map((id) => ring.identify(`hearth_${id}`))).toEqual([
    { id: "open", createdAtMs, priority: 3 },
    "expired",
    "revoked",
  ]);
  expect(ring.size).toBe(5);
});

test("during a rotation's overlap both secrets are valid", () => {
  let time = now;
  const ring = new KeyRing(file, () => time);
  const [old, fresh] = [hash("sha256", "old"), hash("sha256", "fresh")];
  ring.replaceRecords([
    record("a", { secrets: [{ sha256: old, notAfter: "2026-11-21T13:00:00.000Z" }, { sha256: fresh }] }),
  ]);
  expect([ring.identify("old"), ring.identify("fresh")]).toEqual([
    { id: "a", createdAtMs, priority: 0 },
    { id: "a", createdAtMs, priority: 0 },
  ]);
  time += 3_600_000;
  expect([ring.identify("old"), ring.identify("fresh")]).toEqual(["expired", { id: "a", createdAtMs, priority: 0 }]);
});

test("rights come from the record; a record named like a key in the file is skipped", () => {
  const ring = new KeyRing(file);
  ring.replaceRecords([
    record("laptop"),
    record("kids", { models: ["smol*", "embed"], apis: ["chat"], limits: { tokensPerDay: 5_000 } }),
  ]);
  expect(ring.identify("hearth_laptop")).toBe("unknown");
  const kids = ring.identify("hearth_kids");
  expect(kids).toMatchObject({ id: "kids", apis: new Set(["chat"]), limits: { tokensPerDay: 5_000 } });
  const names = ["smollm2", "embed", "big"];
  expect(typeof kids === "object" && names.filter((name) => kids.models?.test(name))).toEqual(["smollm2", "embed"]);
});
