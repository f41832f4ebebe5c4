import { defined } from "@hearth/kernel/defined.ts";
import { ApiError } from "../api/api-error.ts";
import type { documentEndpoints } from "@hearth/contracts/memory/api/documents.ts";
import type { Caller } from "../keys/key-ring.ts";
import { explain } from "../search/explain.ts";
import { param, type Handlers } from "../service/call.ts";
import type { Core } from "../service/core.ts";
import { everyRecord, page } from "../service/page.ts";
import { toFilter } from "../service/to-filter.ts";
import type { KeptRecord } from "../store/record.ts";
import type { Change } from "../store/store.ts";
import { passageOf, toCitation, toDocument } from "./document-records.ts";
import { ingestDocument } from "./ingest-document.ts";

const weights = { meaning: 1, words: 0.2, recency: 0 };

/** Handlers of the document endpoints. */
export function documentHandlers(core: Core): Handlers<keyof typeof documentEndpoints> {
  const { store, ledger, searcher, now } = core;

  async function get({ tenant }: Caller, kind: "document" | "chunk", id: string): Promise<KeptRecord> {
    const record = await store.get({ tenant, kind, id }, now());
    if (record === undefined) throw new ApiError("not_found", `There is no such ${kind}.`);
    return record;
  }

  return {
    async ingestDocument({ caller, body }) {
      const { record, ...counts } = await ingestDocument(core, caller, body);
      return { document: toDocument(record), ...counts };
    },
    async searchDocuments({ caller, body: { query, limit, filter = {}, document } }) {
      const { hits, by } = await searcher.search({
        tenant: caller.tenant,
        kind: "chunk",
        query,
        filter: { ...toFilter(filter), ...defined({ group: document }) },
        limit,
        weights,
      });
      return {
        hits: hits.map((hit) => ({
          id: hit.record.id,
          text: passageOf(hit.record),
          ...explain(hit, query),
          citation: toCitation(hit.record),
        })),
        by,
      };
    },
    async listDocuments({ caller, query: { limit, cursor, ...filter } }) {
      const { records, next } = await page(store, {
        tenant: caller.tenant,
        kind: "document",
        filter: toFilter(filter),
        nowMs: now(),
        limit,
        ...defined({ cursor }),
      });
      return { documents: records.map(toDocument), ...next };
    },
    getDocument: async (call) => ({ document: toDocument(await get(call.caller, "document", param(call, "id"))) }),
    async getChunk(call) {
      const record = await get(call.caller, "chunk", param(call, "id"));
      return { text: passageOf(record), citation: toCitation(record) };
    },
    async forgetDocument(call) {
      const { tenant, id } = await get(call.caller, "document", param(call, "id"));
      const removals: Change[] = [{ remove: { tenant, kind: "document", id } }];
      const scope = { tenant, kind: "chunk", filter: { group: id, inactive: true }, nowMs: now() } as const;
      for await (const chunk of everyRecord(store, scope))
        removals.push({ remove: { tenant, kind: "chunk", id: chunk.id } });
      const entry = { caller: call.caller, action: "forget document", target: id, count: removals.length };
      await ledger.write(entry, removals);
      return { forgotten: removals.length };
    },
  };
}
