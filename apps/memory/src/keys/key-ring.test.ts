import { hash } from "node:crypto";
import { expect, test } from "vitest";
import type { MemoryKeyRecord } from "@hearth/contracts/memory/key-record.ts";
import { KeyRing } from "./key-ring.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const file = { keys: [{ id: "owner", sha256: hash("sha256", "k-owner"), tenant: "home", scopes: ["admin" as const] }] };
const record = (id: string, fields: Partial<MemoryKeyRecord> = {}): MemoryKeyRecord => ({
  id,
  sha256: hash("sha256", `k-${id}`),
  tenant: "home",
  scopes: ["memories:read"],
  createdAt: "2026-11-01T00:00:00.000Z",
  createdBy: "ann@desk",
  ...fields,
});
const ids = (ring: KeyRing, ...keys: readonly string[]): readonly (string | undefined)[] =>
  keys.map((key) => ring.callerOf(`Bearer ${key}`)?.id);

test("keys of the file and of records, each with its agent and its scopes", () => {
  const ring = new KeyRing(file, [record("cook", { agent: "chef", tenant: "kitchen" })], () => now);
  expect(ids(ring, "k-owner", "k-cook", "k-none")).toEqual(["owner", "cook", undefined]);
  expect(ring.callerOf("bearer  k-cook ")).toEqual({
    id: "cook",
    tenant: "kitchen",
    agent: "chef",
    scopes: new Set(["memories:read", "context"]),
  });
  expect(ring.callerOf(hash("sha256", "k-cook"))).toBe(undefined);
  expect(ring.callerOf(undefined)).toBe(undefined);
});

test("a record's key is valid until it expires or is revoked; a record named like a key in the file is skipped", () => {
  const ring = new KeyRing(
    file,
    [
      record("open", { notAfter: "2026-11-21T12:00:00.001Z" }),
      record("ended", { notAfter: "2026-11-21T12:00:00.000Z" }),
      record("gone", { revokedAt: "2026-11-20T00:00:00.000Z" }),
      record("owner", { sha256: hash("sha256", "k-other") }),
    ],
    () => now,
  );
  expect(ids(ring, "k-open", "k-ended", "k-gone", "k-other", "k-owner")).toEqual([
    "open",
    undefined,
    undefined,
    undefined,
    "owner",
  ]);
  ring.replace(file);
  expect(ids(ring, "k-open", "k-owner")).toEqual([undefined, "owner"]);
});
