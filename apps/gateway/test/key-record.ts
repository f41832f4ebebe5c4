import { hash } from "node:crypto";
import { keysPrefix } from "@hearth/contracts/keys/key-paths.ts";
import type { KeyRecord } from "@hearth/contracts/keys/key-record.ts";
import type { FakeConsul } from "./fake-consul.ts";

/** The key of the test caller `id`. */
export const keyOf = (id: string): string => `hearth_${id}_0123456789abcdef`;

/** The record of `keyOf(id)`, with these terms. */
export const keyRecord = (id: string, terms: Partial<KeyRecord> = {}): KeyRecord => ({
  id,
  secrets: [{ sha256: hash("sha256", keyOf(id)) }],
  createdAt: "2026-11-01T00:00:00.000Z",
  limits: {},
  priority: 0,
  history: [],
  ...terms,
});

export const putKey = (consul: FakeConsul, record: KeyRecord): void => consul.write(keysPrefix + record.id, record);

export const bearer = (id: string): { readonly authorization: string } => ({ authorization: `Bearer ${keyOf(id)}` });
