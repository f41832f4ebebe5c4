import { defined } from "@hearth/kernel/defined.ts";
import { ApiError } from "../api/api-error.ts";
import type { checkpointEndpoints } from "@hearth/contracts/memory/api/checkpoints.ts";
import type { Caller } from "../keys/key-ring.ts";
import { randomId } from "../memories/memory-id.ts";
import { param, type Handlers } from "../service/call.ts";
import type { Core } from "../service/core.ts";
import { everyRecord, page } from "../service/page.ts";
import { retryConflicts } from "../service/retry-conflicts.ts";
import type { Json, JsonObject, KeptRecord, StoredRecord } from "../store/record.ts";
import type { Change } from "../store/store.ts";
import {
  bodyOf,
  headOf,
  stateHash,
  threadKey,
  threadRecord,
  toCheckpoint,
  toThread,
  type CheckpointBody,
  type Thread,
} from "./checkpoint-record.ts";
import { compareStates } from "./compare-states.ts";

const maxBranches = 100;

interface NewVersion {
  readonly thread: string;
  readonly branch: string;
  readonly state: Json;
  readonly label?: string | undefined;
  readonly parent: KeptRecord | undefined;
  readonly action: string;
}

/** Handlers of the checkpoint endpoints. */
export function checkpointHandlers(core: Core): Handlers<keyof typeof checkpointEndpoints> {
  const { store, ledger, now } = core;

  async function get({ tenant }: Caller, id: string): Promise<KeptRecord> {
    const record = await store.get({ tenant, kind: "checkpoint", id }, now());
    if (record?.group === undefined) throw new ApiError("not_found", "There is no such checkpoint.");
    return record;
  }

  const threadOf = async ({ tenant }: Caller, thread: string): Promise<Thread> =>
    toThread(await store.get(threadKey(tenant, thread), now()));

  async function save(caller: Caller, known: Thread, version: NewVersion): Promise<KeptRecord> {
    const { thread, branch, state, label, parent, action } = version;
    if (headOf(known, branch) === undefined && Object.keys(known.heads).length >= maxBranches) {
      throw new ApiError("full", `A thread has at most ${maxBranches} branches.`);
    }
    const body: CheckpointBody = {
      state,
      ...(parent === undefined ? {} : { parent: parent.id }),
      depth: parent === undefined ? 1 : bodyOf(parent).depth + 1,
      ...defined({ label }),
      sha256: stateHash(state),
    };
    const put: StoredRecord = {
      tenant: caller.tenant,
      kind: "checkpoint",
      id: randomId("c"),
      group: thread,
      session: branch,
      ...defined({ agent: caller.agent }),
      tags: [],
      active: true,
      atMs: now(),
      body: body as unknown as JsonObject,
      revision: 1,
    };
    const heads = { ...known.heads, [branch]: put.id };
    const head = threadRecord(threadKey(caller.tenant, thread), heads, known.revision + 1);
    await ledger.write({ caller, action, target: put.id }, [
      { put, ifRevision: 0 },
      { put: head, ifRevision: known.revision },
    ]);
    return { ...put, sequence: 0 };
  }

  async function ancestors(caller: Caller, from: KeptRecord): Promise<readonly string[]> {
    const scope = { tenant: caller.tenant, kind: "checkpoint", nowMs: now() } as const;
    const parents = new Map<string, string | undefined>();
    for await (const record of everyRecord(store, { ...scope, filter: { group: from.group ?? "" } })) {
      parents.set(record.id, bodyOf(record).parent);
    }
    const line: string[] = [];
    for (let id: string | undefined = from.id; id !== undefined && parents.has(id); id = parents.get(id)) line.push(id);
    return line;
  }

  return {
    saveCheckpoint: ({ caller, body: { thread, branch, state, label, parent } }) =>
      retryConflicts(async () => {
        const known = await threadOf(caller, thread);
        const headId = headOf(known, branch);
        if (parent !== undefined && parent !== headId) {
          throw new ApiError("conflict", `'parent' is not the newest version of '${branch}'.`, { param: "parent" });
        }
        const head = headId === undefined ? undefined : await get(caller, headId);
        if (head !== undefined && bodyOf(head).sha256 === stateHash(state)) {
          return { checkpoint: toCheckpoint(head), changed: false };
        }
        const action = "save checkpoint";
        const record = await save(caller, known, { thread, branch, state, label, parent: head, action });
        return { checkpoint: toCheckpoint(record), changed: true };
      }),
    async listCheckpoints({ caller, query: { thread, branch, limit, cursor } }) {
      const filter = { group: thread, ...defined({ session: branch }) };
      const scope = { tenant: caller.tenant, kind: "checkpoint", filter, nowMs: now() } as const;
      const { records, next } = await page(store, { ...scope, limit, ...defined({ cursor }) });
      const { heads } = await threadOf(caller, thread);
      return { checkpoints: records.map(toCheckpoint), heads, ...next };
    },
    async getCheckpoint(call) {
      const record = await get(call.caller, param(call, "id"));
      return { checkpoint: toCheckpoint(record), state: bodyOf(record).state as never };
    },
    branchCheckpoint: (call) =>
      retryConflicts(async () => {
        const { caller, body } = call;
        const parent = await get(caller, param(call, "id"));
        const thread = parent.group ?? "";
        const known = await threadOf(caller, thread);
        if (headOf(known, body.branch) !== undefined) {
          throw new ApiError("conflict", `There is a branch '${body.branch}' already.`, { param: "branch" });
        }
        const { state } = bodyOf(parent);
        const action = "branch checkpoint";
        return {
          checkpoint: toCheckpoint(await save(caller, known, { thread, branch: body.branch, state, parent, action })),
        };
      }),
    async compareCheckpoints({ caller, body }) {
      const [from, to] = await Promise.all([get(caller, body.from), get(caller, body.to)]);
      const differences = compareStates(bodyOf(from).state, bodyOf(to).state) as never;
      if (from.group !== to.group) return { differences };
      const behind = new Set(await ancestors(caller, from));
      const ancestor = (await ancestors(caller, to)).find((id) => behind.has(id));
      return { differences, ...defined({ ancestor }) };
    },
    revertCheckpoint: (call) =>
      retryConflicts(async () => {
        const { caller, body } = call;
        const wanted = await get(caller, param(call, "id"));
        const [thread, branch] = [wanted.group ?? "", body.branch ?? wanted.session ?? ""];
        const known = await threadOf(caller, thread);
        const headId = headOf(known, branch);
        if (headId === undefined) throw new ApiError("not_found", `There is no branch '${branch}'.`);
        const parent = await get(caller, headId);
        const { state } = bodyOf(wanted);
        const version = { thread, branch, state, label: `as ${wanted.id}`, parent, action: "revert checkpoint" };
        return { checkpoint: toCheckpoint(await save(caller, known, version)) };
      }),
    purgeCheckpoints: ({ caller, body: { thread, keep } }) =>
      retryConflicts(async () => {
        const { tenant } = caller;
        const known = await threadOf(caller, thread);
        const seen = new Map<string, number>();
        const changes: Change[] = [];
        const all = everyRecord(store, { tenant, kind: "checkpoint", filter: { group: thread }, nowMs: now() });
        for await (const { kind, id, session = "" } of all) {
          const newer = seen.get(session) ?? 0;
          seen.set(session, newer + 1);
          if (newer >= keep) changes.push({ remove: { tenant, kind, id } });
        }
        const purged = changes.length;
        if (keep === 0) changes.push({ remove: threadKey(tenant, thread), ifRevision: known.revision });
        await ledger.write({ caller, action: "purge checkpoints", target: thread, count: purged }, changes);
        return { purged };
      }),
  };
}
