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

/** Holds each branch's newest version. One record per thread; its revision guards every save. */
export interface Thread {
  readonly heads: Readonly<Record<string, string>>;
  /** 0 if the thread does not exist yet. */
  readonly revision: number;
}

/** A branch may be called `constructor` or `__proto__`. */
export const headOf = ({ heads }: Thread, branch: string): string | undefined =>
  Object.hasOwn(heads, branch) ? heads[branch] : undefined;

export const bodyOf = (record: KeptRecord): CheckpointBody => record.body as unknown as CheckpointBody;
export const stateHash = (state: Json): string => hash("sha256", JSON.stringify(state));

/** The thread's own record has no group, so it does not appear among its versions. */
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

/** Stores a version's thread as its group and the branch as its session, so that both can be filtered by. */
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
