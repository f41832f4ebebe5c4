import { defined } from "@hearth/kernel/defined.ts";
import type { KeptRecord } from "../store/record.ts";
import type { ListQuery, Store } from "../store/store.ts";

const standardLimit = 50;

/** A page of a list and, if there may be more, the cursor of the next one. */
export async function page(
  store: Store,
  query: Omit<ListQuery, "limit"> & { readonly limit?: number | undefined },
): Promise<{ readonly records: readonly KeptRecord[]; readonly next: { readonly cursor?: number } }> {
  const limit = query.limit ?? standardLimit;
  const records = await store.list({ ...query, limit });
  const last = records.at(-1);
  return { records, next: last !== undefined && records.length === limit ? { cursor: last.sequence } : {} };
}

/** Iterates over all records of a list. */
export async function* everyRecord(
  store: Store,
  query: Omit<ListQuery, "limit" | "cursor">,
): AsyncGenerator<KeptRecord> {
  let cursor: number | undefined;
  for (;;) {
    const records = await store.list({ ...query, limit: 500, ...defined({ cursor }) });
    yield* records;
    cursor = records.at(-1)?.sequence;
    if (cursor === undefined || records.length < 500) return;
  }
}
