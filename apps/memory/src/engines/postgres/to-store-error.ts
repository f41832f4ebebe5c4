import { messageOf } from "@hearth/kernel/errors.ts";
import { StoreError } from "../../store/store-error.ts";

/** Unique violation, serialization failure, deadlock: a concurrent write. */
const conflicts = new Set(["23505", "40001", "40P01"]);
/** Disk full, out of memory, too many connections. */
const fulls = new Set(["53100", "53200", "53300"]);

/** Converts a driver's error to StoreError; any other error stays as it is. */
export function toStoreError(thrown: unknown): unknown {
  const code = String((thrown as { readonly code?: unknown }).code);
  if (conflicts.has(code)) return new StoreError("conflict", "somebody else wrote at the same time", thrown);
  if (fulls.has(code)) return new StoreError("full", messageOf(thrown), thrown);
  return thrown;
}
