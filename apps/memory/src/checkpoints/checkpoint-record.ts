import { hash } from "node:crypto";
import type { z } from "zod";
import type { checkpoint } from "@hearth/contracts/memory/api/checkpoints.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { toTime } from "../service/times.ts";
import type { Json, JsonObject, KeptRecord, RecordKey } from "../store/record.ts";

export type CheckpointAnswer = z.input<typeof checkpoint>;

export interface CheckpointBody {
  readonly state: Json;
  readonly parent?: string;
  readonly depth: number;
  readonly label?: string;
  readonly sha256: string;
}

/** Names each branch's newest version; one record a thread, whose revision guards every save. */
export interface Thread {
  readonly heads: Readonly<Record<string, string>>;
  /** 0 where there is no such thread yet. */
  readonly revision: number;
}

export const bodyOf = (record: KeptRecord): CheckpointBody => record.body as unknown as CheckpointBody;
export const stateHash = (state: Json): string => hash("sha256", JSON.stringify(state));

/** The thread's own record has no group, so it is in no list of its versions. */
export const threadKey = (tenant: string, thread: string): RecordKey => ({
  tenant,
  kind: "checkpoint",
  id: `thread:${hash("sha256", thread).slice(0, 40)}`,
});

export const toThread = (record: KeptRecord | undefined): Thread =>
  record === undefined
    ? { heads: {}, revision: 0 }
    : { heads: record.body["heads"] as Readonly<Record<string, string>>, revision: record.revision };

export function threadRecord(key: RecordKey, heads: Thread["heads"], revision: number) {
  return { ...key, tags: [], active: true, atMs: 0, body: { heads } as JsonObject, revision };
}

/** A version's thread is its group and its branch its session, so that both are filters. */
export function toCheckpoint(record: KeptRecord): CheckpointAnswer {
  const { parent, depth, label, sha256 } = bodyOf(record);
  return {
    id: record.id,
    thread: record.group ?? "",
    branch: record.session ?? "",
    ...defined({ parent }),
    depth,
    ...defined({ label }),
    sha256,
    created: toTime(record.atMs),
  };
}
