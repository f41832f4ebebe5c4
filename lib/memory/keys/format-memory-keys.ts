import type { MemoryKeyRecord } from "@hearth/contracts/memory/key-record.ts";
import { keyState } from "../../keys/key-state.ts";
import { keyTable } from "../../keys/format-keys.ts";
import type { KeyList } from "../../keys/record-office.ts";

export function formatMemoryKeys(
  { records, unreadable }: KeyList<MemoryKeyRecord>,
  now: Date,
  options: { readonly width?: number } = {},
): string {
  if (records.length + unreadable.length === 0) return "no keys but the owner's";
  const rows = records.map((record) => [
    record.id,
    keyState(record, now),
    record.tenant,
    record.agent ?? "any",
    record.scopes.join(","),
    record.notAfter?.slice(0, 10) ?? "never",
    `${record.createdAt.slice(0, 10)} by ${record.createdBy}`,
  ]);
  return keyTable(["key", "state", "tenant", "agent", "scopes", "ends", "made"], rows, { unreadable, ...options });
}
