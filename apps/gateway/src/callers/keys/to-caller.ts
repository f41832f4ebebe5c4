import type { KeyRecord } from "@hearth/contracts/keys/key-record.ts";
import type { Caller } from "../../domain/caller.ts";
import { namePattern } from "../../domain/name-pattern.ts";

/** The caller of a key's record. */
export function toCaller({ id, createdAt, priority, models, apis, limits, memories }: KeyRecord): Caller {
  return {
    id,
    createdAtMs: Date.parse(createdAt),
    priority,
    ...(models === undefined ? {} : { models: namePattern(models) }),
    ...(apis === undefined ? {} : { apis: new Set(apis) }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(memories === undefined ? {} : { memories }),
  };
}
