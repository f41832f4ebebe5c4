import { z } from "zod";

/** What a node has stored of one source at one time: a snapshot of restic. */
export interface BackupCopy {
  readonly id: string;
  readonly node: string;
  readonly source: string;
  /** ISO 8601, UTC. */
  readonly time: string;
}

const snapshots = z
  .array(
    z.object({
      short_id: z.string().regex(/^[0-9a-f]+$/),
      time: z.string(),
      hostname: z.string(),
      tags: z.array(z.string()).nullish(),
    }),
  )
  .nullable();

/** From restic's list, newest first. What has no tag was made by hand, and is not ours. */
export function readCopies(json: string): readonly BackupCopy[] {
  return (snapshots.parse(JSON.parse(json)) ?? [])
    .flatMap(({ short_id: id, time, hostname: node, tags }) => {
      const [source] = tags ?? [];
      return source === undefined ? [] : [{ id, node, source, time: new Date(time).toISOString() }];
    })
    .toSorted(newestFirst);
}

export const newestFirst = (one: BackupCopy, other: BackupCopy): number => other.time.localeCompare(one.time);

/** The newest copy of each source that is not newer than a moment. A source that is on several nodes is restored where it is newest. */
export function copiesAt(copies: readonly BackupCopy[], moment = new Date()): readonly BackupCopy[] {
  const before = copies.filter(({ time }) => time <= moment.toISOString()).toSorted(newestFirst);
  return [...Map.groupBy(before, ({ source }) => source).values()].flatMap(([newest]) => newest ?? []);
}
