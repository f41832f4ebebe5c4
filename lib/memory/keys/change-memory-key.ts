import type { MemoryKeyRecord } from "@hearth/contracts/memory/key-record.ts";
import { defined } from "@hearth/kernel/defined.ts";
import type { Author } from "../../keys/change-key.ts";

/** What a person decides about a new key. */
export interface NewMemoryKey extends Pick<MemoryKeyRecord, "id" | "sha256" | "tenant" | "scopes"> {
  readonly agent?: string | undefined;
  readonly notAfter?: Date | undefined;
}

/** The record of a key that is new. */
export const newMemoryKey = ({ agent, notAfter, ...key }: NewMemoryKey, { who, now }: Author): MemoryKeyRecord => ({
  ...key,
  ...defined({ agent }),
  ...(notAfter === undefined ? {} : { notAfter: notAfter.toISOString() }),
  createdAt: now.toISOString(),
  createdBy: who,
});

/** Refused permanently from now on. */
export const revokeMemoryKey = (record: MemoryKeyRecord, { who, now }: Author): MemoryKeyRecord => ({
  ...record,
  revokedAt: now.toISOString(),
  revokedBy: who,
});
