import { messageOf } from "@hearth/kernel/errors.ts";
import { StoreError, type StoreErrorReason } from "../../store/store-error.ts";

/** SQLite's primary result codes about the disk or the file. */
const reasons: Readonly<Record<number, StoreErrorReason>> = {
  5: "busy", // SQLITE_BUSY
  8: "full", // SQLITE_READONLY
  10: "full", // SQLITE_IOERR: a full disk, seen through the write-ahead log's shared memory
  11: "broken", // SQLITE_CORRUPT
  13: "full", // SQLITE_FULL
  26: "broken", // SQLITE_NOTADB
};

/** Converts SQLite's errors to StoreError; any other error stays as it is. */
export function toStoreError(thrown: unknown): Error {
  const code = (thrown as { errcode?: unknown }).errcode;
  const reason = typeof code === "number" ? reasons[code & 0xff] : undefined;
  if (reason !== undefined) return new StoreError(reason, messageOf(thrown), thrown);
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
