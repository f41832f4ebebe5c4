import { sortedTags } from "../service/to-filter.ts";
import type { JsonObject, KeptRecord } from "../store/record.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { without } from "@hearth/kernel/omit.ts";
import { bodyOf, type MemoryBody } from "./memory-body.ts";

/** So many that say the same hang on one; what comes then stays beside it. */
const mostMerged = 100;

/** A survivor and what it takes the place of, as they are to be put; both are kept. */
export interface Settled {
  readonly survivor: KeptRecord;
  readonly set: KeptRecord;
}

/**
 * Two memories that say the same: one goes on and is found; the other is kept as it was written, and says where it went. The person's own
 * words go before a conclusion, and the older before the newer, since its id may be cited. Undefined where there is no room.
 */
export function mergeMemories(older: KeptRecord, newer: KeptRecord, nowMs: number): Settled | undefined {
  const isNewerSaid = bodyOf(newer).source === "said" && bodyOf(older).source !== "said";
  const [stays, goes] = isNewerSaid ? [newer, older] : [older, newer];
  const [body, other] = [bodyOf(stays), bodyOf(goes)];
  const merged = [...(body.merged ?? []), ...(other.merged ?? []), goes.id];
  if (merged.length > mostMerged) return undefined;
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

/** Two that cannot both hold: the newer does from its date on, the older is kept with that date. */
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

/** Absent: never. */
const later = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || right === undefined ? undefined : Math.max(left, right);
