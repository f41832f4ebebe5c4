import { expect, test } from "vitest";
import { backupId, type BackupRecord } from "@hearth/contracts/memory/backup-record.ts";
import { chooseExpired } from "./choose-expired.ts";

const backup = (at: string): BackupRecord => ({ id: backupId(1, at), life: 1, at, bytes: 1, sha256: "a".repeat(64) });
const backups = ["09T12", "09T11", "09T10", "08T23", "08T09", "07T10", "06T10"].map((time) =>
  backup(`2026-11-${time}:00:00.000Z`),
);
const expired = (keepNewest: number, keepDays: number): readonly string[] =>
  chooseExpired(backups, { keepNewest, keepDays }).map(({ at }) => at.slice(8, 13));

test("the newest stay, and the last of each earlier day", () => {
  expect(expired(2, 3)).toEqual(["09T10", "08T09", "06T10"]);
  expect(expired(1, 0)).toEqual(["09T11", "09T10", "08T23", "08T09", "07T10", "06T10"]);
  expect(expired(9, 0)).toEqual([]);
});
