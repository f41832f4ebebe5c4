import { expect, test } from "vitest";
import { backupId, type BackupRecord } from "@hearth/contracts/memory/backup-record.ts";
import { chooseExpired } from "./choose-expired.ts";

function backup(received: string, { at = received, bytes = 10 } = {}): BackupRecord {
  const receivedAt = `2026-11-${received}:00:00.000Z`;
  const time = `2026-11-${at}:00:00.000Z`;
  return { id: backupId(1, time), life: 1, at: time, bytes, sha256: "a".repeat(64), receivedAt };
}

const now = new Date("2026-11-09T13:00:00.000Z");
const expired = (backups: readonly BackupRecord[], keepNewest: number, keepDays: number): readonly string[] =>
  chooseExpired(backups, { keepNewest, keepDays }, now).map(({ receivedAt = "" }) => receivedAt.slice(8, 13));

const backups = ["09T12", "09T11", "09T10", "09T09", "08T23", "08T09", "07T10", "06T10"].map((time) => backup(time));

test("the newest stay, the last of each four hours of the past day, and the last of each earlier day", () => {
  expect(expired(backups, 2, 3)).toEqual(["09T10", "09T09", "08T09", "06T10"]);
  expect(expired(backups, 1, 0)).toEqual(["09T11", "09T10", "09T09", "08T23", "08T09", "07T10", "06T10"]);
  expect(expired(backups, 9, 0)).toEqual([]);
});

test("a time that the sender claims moves no backup into another day", () => {
  const junk = ["10", "11", "12", "13", "14", "15", "16"].map((day) => backup("09T12", { at: `${day}T12`, bytes: 1 }));
  expect(expired([...junk, ...backups], 5, 7).filter((time) => !time.startsWith("09"))).toEqual(["08T09"]);
});

test("small uploads push out no large backup of their day", () => {
  const large = backup("09T01", { bytes: 1_000 });
  const small = ["02", "03"].map((hour) => backup(`09T${hour}`, { bytes: 1 }));
  expect(expired([...small, large], 1, 7)).toEqual(["09T02"]);
});
