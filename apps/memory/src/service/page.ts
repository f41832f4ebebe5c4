import { setImmediate as nextTurn } from "node:timers/promises";
import { defined } from "@hearth/kernel/defined.ts";
import type { KeptRecord } from "../store/record.ts";
import type { ListQuery, Store } from "../store/store.ts";

const standardLimit = 50;
/** A page of large records is shorter: a hundred states of an agent could be larger than the service's memory. */
const pageBytes = 8 * 2 ** 20;

/** A page of a list and, if there may be more, the cursor of the next one. */
export async function page(
  store: Store,
  query: Omit<ListQuery, "limit"> & { readonly limit?: number | undefined },
): Promise<{ readonly records: readonly KeptRecord[]; readonly next: { readonly cursor?: number } }> {
  const limit = query.limit ?? standardLimit;
  const records = await store.list({ ...query, limit, maxBytes: pageBytes });
  const last = records.at(-1);
  if (last === undefined) return { records, next: {} };
  const cursor = last.sequence;
  const more = records.length === limit || (await store.list({ ...query, limit: 1, cursor })).length > 0;
  return { records, next: more ? { cursor } : {} };
}

/** Iterates over all records of a list. Other requests run between its pages. */
export async function* everyRecord(
  store: Store,
  query: Omit<ListQuery, "limit" | "cursor">,
): AsyncGenerator<KeptRecord> {
  let cursor: number | undefined;
  for (;;) {
    const records = await store.list({ ...query, limit: 500, maxBytes: pageBytes, ...defined({ cursor }) });
    yield* records;
    cursor = records.at(-1)?.sequence;
    if (cursor === undefined) return;
    await nextTurn();
  }
}
