/** What the store keeps. Everything is a record: searchable where it has text, bounded by its tenant's quota, and exported alike. */
export const recordKinds = ["memory", "turn", "episode", "skill", "document", "chunk", "checkpoint", "audit"] as const;

export type RecordKind = (typeof recordKinds)[number];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

export type JsonObject = { readonly [key: string]: Json | undefined };

/** A record is named by these three; an id is free to occur again in another tenant or kind. */
export interface RecordKey {
  readonly tenant: string;
  readonly kind: RecordKind;
  readonly id: string;
}

export interface StoredRecord extends RecordKey {
  /** Who it is about or from; all optional, all exact filters. */
  readonly user?: string;
  readonly agent?: string;
  readonly session?: string;
  /** What it is part of: a skill's name, a chunk's document, a checkpoint's thread, a memory's subject. */
  readonly group?: string;
  /** Sorted, without duplicates. */
  readonly tags: readonly string[];
  /** What searches find: false for what was superseded, and for a skill's older versions. */
  readonly active: boolean;
  /** When it was said or happened; milliseconds since 1970, by the caller's clock. Order never depends on it. */
  readonly atMs: number;
  /** After this it is not found, listed or got any more, and soon purged. */
  readonly expiresAtMs?: number;
  /** What full text and vectors index; absent where nothing is to be indexed (sensitive, turns, checkpoints). */
  readonly text?: string;
  /** The rest, by kind; the store does not look inside. */
  readonly body: JsonObject;
  /** 1 when it is made, one more at each put. */
  readonly revision: number;
}

/** A record as it lies in the store. */
export interface KeptRecord extends StoredRecord {
  /** Rises with every record made in the store; the order of lists and the cursor of pages. */
  readonly sequence: number;
}

/** Kinds whose texts are indexed; the others have none. */
export const indexedKinds: ReadonlySet<RecordKind> = new Set<RecordKind>(["memory", "episode", "skill", "chunk"]);
