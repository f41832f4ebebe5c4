import { sortedTags } from "../service/to-filter.ts";
import type { JsonObject, KeptRecord } from "../store/record.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { without } from "@hearth/kernel/omit.ts";
import { bodyOf, type MemoryBody } from "./memory-body.ts";

/** Most memories merged into one; further duplicates stay separate. */
const maxMerged = 100;

/** The survivor and the memory that it replaces, both to be written; neither is deleted. */
export interface Settled {
  readonly survivor: KeptRecord;
  readonly set: KeptRecord;
}

/**
 * Merges two memories that say the same: one survives; the other is kept unchanged but points to the survivor and is no longer found.
 * The person's own words win over a conclusion, then the older over the newer, since its id may be cited. Undefined if the survivor
 * already has too many.
 */
export function mergeMemories(older: KeptRecord, newer: KeptRecord, nowMs: number): Settled | undefined {
  const isNewerSaid = bodyOf(newer).source === "said" && bodyOf(older).source !== "said";
  const [stays, goes] = isNewerSaid ? [newer, older] : [older, newer];
  const [body, other] = [bodyOf(stays), bodyOf(goes)];
  const merged = [...(body.merged ?? []), ...(other.merged ?? []), goes.id];
  if (merged.length > maxMerged) return undefined;
  const expiresAtMs = later(stays.expiresAtMs, goes.expiresAtMs);
  const session = newer.session ?? older.session;
  return {
    survivor: next(
      {
        ...without(stays, "expiresAtMs"),
        ...defined({ session, expiresAtMs }),
        tags: sortedTags([...stays.tags, ...goes.tags]),
        atMs: Math.max(stays.atMs, goes.atMs),
      },
      {
        ...body,
        updatedMs: nowMs,
        said: body.said + other.said,
        ...(other.metadata === undefined ? {} : { metadata: { ...other.metadata, ...body.metadata } }),
        merged,
      },
    ),
    set: next({ ...goes, active: false }, { ...without(other, "merged"), mergedInto: { id: stays.id, atMs: nowMs } }),
  };
}

/** Settles a contradiction: the newer memory holds from its date on; the older is kept with that as its end date. */
export function supersedeMemory(older: KeptRecord, newer: KeptRecord): Settled {
  return {
    survivor: next(newer, { ...bodyOf(newer), supersedes: older.id }),
    set: next({ ...older, active: false }, { ...bodyOf(older), supersededBy: { id: newer.id, atMs: newer.atMs } }),
  };
}

const next = (record: KeptRecord, body: MemoryBody): KeptRecord => ({
  ...record,
  body: body as unknown as JsonObject,
  revision: record.revision + 1,
});

/** Absent means never. */
const later = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || right === undefined ? undefined : Math.max(left, right);
