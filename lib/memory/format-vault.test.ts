import { expect, test } from "vitest";
import { formatVault } from "./format-vault.ts";

const at = "2026-11-21T10:00:00.000Z";

test("every start says what it lost", () => {
  const lost = { after: at, until: "2026-11-21T10:00:30.000Z" };
  const text = formatVault({
    life: 2,
    backups: [{ id: "1-20261121T100000000Z", life: 1, at, bytes: 512, sha256: "a".repeat(64) }],
    beginnings: [
      { life: 2, after: 1, node: "n3", at: "2026-11-21T10:05:00.000Z", from: "1-20261121T100000000Z", lost },
      { life: 1, after: 0, node: "n2", at },
    ],
  });
  expect(text.split("\n").slice(0, 2)).toEqual([
    "backup                 taken at              size",
    "1-20261121T100000000Z  2026-11-21 10:00 UTC  1 KiB",
  ]);
  expect(text.split("\n").slice(-2)).toEqual([
    "2026-11-21 10:05 UTC  service started on n3 with backup 1-20261121T100000000Z; lost: what was written after 2026-11-21T10:00:00.000Z, last at 2026-11-21T10:00:30.000Z",
    "2026-11-21 10:00 UTC  service started on n2 with its own data",
  ]);
});

test("without a backup it says so", () => {
  expect(formatVault({ life: 0, backups: [], beginnings: [] })).toBe("no backups");
});
