import type { z } from "zod";
import { ApiError } from "../api/api-error.ts";
import type { memoryEndpoints } from "@hearth/contracts/memory/api/memories.ts";
import type { Sealer } from "../encryption/sealer.ts";
import { fromTime } from "../service/times.ts";
import { sortedTags } from "../service/to-filter.ts";
import type { JsonObject, KeptRecord } from "../store/record.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { without } from "@hearth/kernel/omit.ts";
import { bodyOf, placeOf, type MemoryBody } from "./memory-body.ts";

type Update = z.output<(typeof memoryEndpoints)["updateMemory"]["body"] & z.ZodType>;

/** The record after an update. Throws ApiError `conflict` if its revision is not the one that the caller saw. */
export function updated(
  record: KeptRecord,
  update: Update,
  { sealer, nowMs }: { readonly sealer: Sealer; readonly nowMs: number },
): KeptRecord {
  if (update.revision !== undefined && update.revision !== record.revision) {
    throw new ApiError("conflict", `The memory is at revision ${record.revision}.`);
  }
  const { expiresAtMs: before, text: textBefore, ...rest } = record;
  const expiresAtMs =
    update.expires === undefined ? before : update.expires === null ? undefined : fromTime(update.expires);
  const isOtherText = update.text !== undefined && update.text !== textBefore;
  const body = isOtherText ? without(bodyOf(record), "mergedInto") : bodyOf(record);
  const metadata = update.metadata as JsonObject | undefined;
  // An edited text is no longer the person's own words.
  const source = isOtherText && body.source === "said" ? "inferred" : body.source;
  const common = { ...body, source, updatedMs: nowMs };
  const changed: MemoryBody =
    body.sealed === undefined
      ? { ...common, ...defined({ metadata }) }
      : {
          ...common,
          sealed: sealer.seal(
            {
              ...sealer.open(body.sealed, placeOf(record)),
              ...defined({ text: update.text, metadata }),
            },
            placeOf(record),
          ),
        };
  const text = body.sealed === undefined ? (update.text ?? textBefore) : undefined;
  return {
    ...rest,
    // A merged memory whose text changed becomes independent again.
    active: record.active || (isOtherText && bodyOf(record).mergedInto !== undefined),
    ...defined({ expiresAtMs, text }),
    tags: update.tags === undefined ? record.tags : sortedTags(update.tags),
    body: changed as unknown as JsonObject,
    revision: record.revision + 1,
  };
}
