import type { KeyRecord } from "./key-record.ts";

export type KeyState = "active" | "expired" | "revoked";

export function keyState({ revokedAt, notAfter }: KeyRecord, now: Date): KeyState {
  if (revokedAt !== undefined) return "revoked";
  return notAfter !== undefined && Date.parse(notAfter) <= now.getTime() ? "expired" : "active";
}
