import type { z } from "zod";
import type { memory, memorySource } from "@hearth/contracts/memory/api/memories.ts";
import { defined } from "@hearth/kernel/defined.ts";
import type { Sealed, Sealer } from "../encryption/sealer.ts";
import type { JsonObject, KeptRecord, RecordKey } from "../store/record.ts";
import { toTime } from "../service/times.ts";

export type MemoryAnswer = z.input<typeof memory>;

/** The part of a memory that is opaque to the store. */
export interface MemoryBody {
  readonly source: z.output<typeof memorySource>;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly said: number;
  readonly metadata?: JsonObject;
  readonly supersedes?: string;
  readonly supersededBy?: { readonly id: string; readonly atMs: number };
  /** The memory that this one was merged into, and when. */
  readonly mergedInto?: { readonly id: string; readonly atMs: number };
  /** The memories merged into this one. */
  readonly merged?: readonly string[];
  /** Only for sensitive memories: the text and metadata. */
  readonly sealed?: Sealed;
}

export const bodyOf = (record: KeptRecord): MemoryBody => record.body as unknown as MemoryBody;

/** The place that a seal is bound to. */
export const placeOf = ({ tenant, kind, id }: RecordKey): string => `${tenant}/${kind}/${id}`;

/** The API's form of a memory, unsealed if necessary. */
export function toMemory(record: KeptRecord, sealer: Sealer): MemoryAnswer {
  const body = bodyOf(record);
  const opened = body.sealed === undefined ? undefined : sealer.open(body.sealed, placeOf(record));
  const metadata = (opened?.["metadata"] ?? body.metadata) as MemoryAnswer["metadata"];
  return {
    id: record.id,
    text: opened === undefined ? (record.text ?? "") : (opened["text"] as string),
    ...defined({ user: record.user, agent: record.agent, session: record.session }),
    tags: [...record.tags],
    at: toTime(record.atMs),
    source: body.source,
    ...defined({ subject: record.group }),
    sensitive: body.sealed !== undefined,
    ...(record.expiresAtMs === undefined ? {} : { expires: toTime(record.expiresAtMs) }),
    ...defined({ metadata }),
    revision: record.revision,
    created: toTime(body.createdMs),
    updated: toTime(body.updatedMs),
    said: body.said,
    ...defined({ supersedes: body.supersedes }),
    ...(body.supersededBy === undefined
      ? {}
      : { supersededBy: { id: body.supersededBy.id, at: toTime(body.supersededBy.atMs) } }),
    ...(body.mergedInto === undefined
      ? {}
      : { mergedInto: { id: body.mergedInto.id, at: toTime(body.mergedInto.atMs) } }),
    ...(body.merged === undefined ? {} : { merged: [...body.merged] }),
  };
}
