import type { BaseRecord } from "./record-office.ts";

export type KeyState = "active" | "expired" | "revoked";

export function keyState({ revokedAt, notAfter }: Pick<BaseRecord, "revokedAt" | "notAfter">, now: Date): KeyState {
  if (revokedAt !== undefined) return "revoked";
  return notAfter !== undefined && Date.parse(notAfter) <= now.getTime() ? "expired" : "active";
}
