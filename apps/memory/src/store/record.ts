/** Kinds of records. Everything is a record: searchable if it has text, limited by its tenant's quota, and exported the same way. */
export const recordKinds = ["memory", "turn", "episode", "skill", "document", "chunk", "checkpoint", "audit"] as const;

/** All but the audit log. */
export const exportedKinds = ["memory", "turn", "episode", "skill", "document", "chunk", "checkpoint"] as const;

export type RecordKind = (typeof recordKinds)[number];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

export type JsonObject = { readonly [key: string]: Json | undefined };

/** Identifies a record; ids are unique per tenant and kind. */
export interface RecordKey {
  readonly tenant: string;
  readonly kind: RecordKind;
  readonly id: string;
}

export interface StoredRecord extends RecordKey {
  /** Who it is about or from. Optional, usable as exact filters. */
  readonly user?: string;
  readonly agent?: string;
  readonly session?: string;
  /** What it belongs to: a skill's name, a chunk's document, a checkpoint's thread, a memory's subject. */
  readonly group?: string;
  /** Sorted, without duplicates. */
  readonly tags: readonly string[];
  /** Whether searches find it: false for superseded records and older versions of skills. */
  readonly active: boolean;
  /** When it was said or happened, by the caller's clock; Unix milliseconds. Lists are not ordered by it. */
  readonly atMs: number;
  /** After this it is no longer returned, and soon purged. */
  readonly expiresAtMs?: number;
  /** The text for full-text and vector search; absent if it must not be indexed (sensitive memories, turns, checkpoints). */
  readonly text?: string;
  /** The rest, depending on the kind; opaque to the store. */
  readonly body: JsonObject;
  /** 1 at first, raised by each write. */
  readonly revision: number;
}

/** A stored record. */
export interface KeptRecord extends StoredRecord {
  /** Rises with every new record; gives the order of lists and the cursor of pages. */
  readonly sequence: number;
}

/** Kinds whose texts are indexed; the others have none. */
export const indexedKinds: ReadonlySet<RecordKind> = new Set<RecordKind>(["memory", "episode", "skill", "chunk"]);
