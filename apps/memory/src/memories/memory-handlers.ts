import { defined } from "@hearth/kernel/defined.ts";
import { ApiError } from "../api/api-error.ts";
import type { memoryEndpoints } from "@hearth/contracts/memory/api/memories.ts";
import type { Caller } from "../keys/key-ring.ts";
import { surroundings } from "../search/fuse.ts";
import { explain } from "../search/explain.ts";
import { param, type Handlers } from "../service/call.ts";
import type { Core } from "../service/core.ts";
import { everyRecord, page } from "../service/page.ts";
import { retryConflicts } from "../service/retry-conflicts.ts";
import { toFilter } from "../service/to-filter.ts";
import type { KeptRecord } from "../store/record.ts";
import type { Change } from "../store/store.ts";
import { MemoryAddition, type Added, type NewMemory } from "./add-memories.ts";
import { buildContext } from "./build-context.ts";
import { bodyOf, toMemory } from "./memory-body.ts";
import { updated } from "./update-memory.ts";

const weights = { meaning: 1, words: 0.4, recency: 0.02, ...surroundings };

const forgottenAtOnce = 500;

/** Handlers of the memory endpoints. */
export function memoryHandlers(core: Core): Handlers<keyof typeof memoryEndpoints> {
  const { store, ledger, searcher, sealer, locks, now } = core;

  async function get({ tenant }: Caller, id: string): Promise<KeptRecord> {
    const record = await store.get({ tenant, kind: "memory", id }, now());
    if (record === undefined) throw new ApiError("not_found", "There is no such memory.");
    return record;
  }

  /** Additions with subjects run one at a time per tenant; others are safe, since duplicates meet by their ids. */
  function add(caller: Caller, memories: readonly NewMemory[]): Promise<readonly Added[]> {
    const work = (): Promise<readonly Added[]> =>
      retryConflicts(async () => {
        const addition = new MemoryAddition({ store, sealer, nowMs: now(), caller });
        const added: Added[] = [];
        for (const memory of memories) added.push(await addition.add(memory));
        const [only] = added.length === 1 ? added : [];
        const target = only === undefined ? {} : { target: only.record.id };
        await ledger.write({ caller, action: "add memories", count: added.length, ...target }, addition.changes);
        return added;
      });
    const bySubject = memories.some(({ subject }) => subject !== undefined);
    return bySubject ? locks.run(`memories/${caller.tenant}`, work) : work();
  }

  /** The records and those merged into them: forgetting a statement forgets all its wordings. */
  async function removalsOf({ tenant }: Caller, records: readonly KeptRecord[]): Promise<readonly Change[]> {
    const ids = new Set(records.map(({ id }) => id));
    for (const id of records.flatMap((record) => bodyOf(record).merged ?? [])) {
      const merged = await store.get({ tenant, kind: "memory", id }, now());
      // One that was edited since then says something else.
      if (merged !== undefined && bodyOf(merged).mergedInto !== undefined) ids.add(id);
    }
    return Array.from(ids, (id) => ({ remove: { tenant, kind: "memory", id } }));
  }

  const answered = ({ record, merged }: Added) => ({ memory: toMemory(record, sealer), merged });

  return {
    async addMemory({ caller, body }) {
      const [added] = await add(caller, [body]);
      if (added === undefined) throw new TypeError("nothing was added");
      return answered(added);
    },
    addMemories: async ({ caller, body }) => ({ results: (await add(caller, body.memories)).map(answered) }),
    async searchMemories({ caller, body: { query, vector, limit, filter = {}, superseded } }) {
      const { hits, by } = await searcher.search({
        tenant: caller.tenant,
        kind: "memory",
        query,
        ...(vector === undefined ? {} : { vector: Float32Array.from(vector) }),
        filter: { ...toFilter(filter), inactive: superseded },
        limit,
        weights,
      });
      return { hits: hits.map((hit) => ({ ...toMemory(hit.record, sealer), ...explain(hit, query) })), by };
    },
    async listMemories({ caller, query: { limit, cursor, ...filter } }) {
      const { records, next } = await page(store, {
        tenant: caller.tenant,
        kind: "memory",
        filter: { ...toFilter(filter), inactive: true },
        nowMs: now(),
        limit,
        ...defined({ cursor }),
      });
      return { memories: records.map((record) => toMemory(record, sealer)), ...next };
    },
    getMemory: async (call) => ({ memory: toMemory(await get(call.caller, param(call, "id")), sealer) }),
    async updateMemory(call) {
      const id = param(call, "id");
      const record = await retryConflicts(async () => {
        const present = await get(call.caller, id);
        const { sequence, ...put } = updated(present, call.body, { sealer, nowMs: now() });
        await ledger.write({ caller: call.caller, action: "update memory", target: id }, [
          { put, ifRevision: present.revision },
        ]);
        return { ...put, sequence };
      });
      return { memory: toMemory(record, sealer) };
    },
    async forgetMemory(call) {
      const record = await get(call.caller, param(call, "id"));
      const removals = await removalsOf(call.caller, [record]);
      const entry = { caller: call.caller, action: "forget memory", target: record.id, count: removals.length };
      await ledger.write(entry, removals);
      return { forgotten: removals.length };
    },
    async forgetMemories({ caller, body }) {
      const scope = { tenant: caller.tenant, kind: "memory", nowMs: now() } as const;
      const selected = everyRecord(store, { ...scope, filter: { ...toFilter(body.filter), inactive: true } });
      let forgotten = 0;
      let records: KeptRecord[] = [];
      /** Merged into others, and forgotten with them. */
      const gone = new Set<string>();
      // A portion at a time: other requests run in between, however many there are.
      const forget = async (): Promise<void> => {
        const removals = await removalsOf(caller, records);
        await ledger.write({ caller, action: "forget memories", count: removals.length }, removals);
        forgotten += removals.length;
        const listed = new Set(records.map(({ id }) => id));
        for (const change of removals) {
          if ("remove" in change && !listed.has(change.remove.id)) gone.add(change.remove.id);
        }
        records = [];
      };
      for await (const record of selected) {
        if (gone.delete(record.id)) continue;
        records.push(record);
        if (records.length === forgottenAtOnce) await forget();
      }
      if (records.length > 0 || forgotten === 0) await forget();
      return { forgotten };
    },
    context: (call) => buildContext(core, call),
  };
}
