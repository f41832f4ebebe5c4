import type { z } from "zod";
import type { newMemory } from "@hearth/contracts/memory/api/memories.ts";
import type { Sealer } from "../encryption/sealer.ts";
import type { Caller } from "../keys/key-ring.ts";
import { fromTime } from "../service/times.ts";
import { sortedTags } from "../service/to-filter.ts";
import type { JsonObject, KeptRecord, StoredRecord } from "../store/record.ts";
import type { Change, Store } from "../store/store.ts";
import { bodyOf, placeOf, type MemoryBody } from "./memory-body.ts";
import { mergeMemories } from "./merge-memories.ts";
import { randomId, statementId } from "./memory-id.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { without } from "@hearth/kernel/omit.ts";

export type NewMemory = z.output<typeof newMemory>;

interface AddPorts {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly nowMs: number;
  readonly caller: Caller;
}

export interface Added {
  readonly record: KeptRecord;
  readonly merged: boolean;
}

/** Upper bound of older statements about one subject: each new one supersedes those before it, so there are few. */
const maxOlder = 50;
/** Longest chain of merges to follow: a memory that others were merged into may have been merged itself. */
const maxSteps = 10;

/**
 * Computes the changes of adding memories; they fail if the same records were changed meanwhile. Reads see the pending changes, so
 * that memories of one batch merge with and supersede each other like those of two requests.
 */
export class MemoryAddition {
  readonly #ports: AddPorts;
  readonly #changed = new Map<string, { readonly record: KeptRecord; readonly before: number }>();

  constructor(ports: AddPorts) {
    this.#ports = ports;
  }

  get changes(): readonly Change[] {
    return [...this.#changed.values()].map(({ record, before }) => ({
      put: without(record, "sequence"),
      ifRevision: before,
    }));
  }

  async add(given: NewMemory): Promise<Added> {
    const agent = given.agent ?? this.#ports.caller.agent;
    const id = given.sensitive ? randomId("m") : statementId({ ...given, agent });
    const known = await this.#get(id);
    if (known === undefined) return this.#add(given, { agent, id });
    // No text means that it is sealed; another text means that it was edited after the id was made.
    if (known.text === undefined || statementId({ ...given, text: known.text, agent }) !== id) {
      return this.#add(given, { agent, id: randomId("m") });
    }
    const standing = await this.#standing(known);
    const isNewlySaid = given.source === "said" && bodyOf(standing).source !== "said";
    const record =
      standing.id !== known.id && isNewlySaid
        ? this.#takeOver(known, standing, given)
        : await this.#merge(standing, given);
    return { record, merged: true };
  }

  async #add(given: NewMemory, { agent, id }: { agent: string | undefined; id: string }): Promise<Added> {
    const { nowMs } = this.#ports;
    const tenant = this.#ports.caller.tenant;
    const key = { tenant, kind: "memory", id } as const;
    const metadata = given.metadata as JsonObject | undefined;
    const body: MemoryBody = {
      source: given.source,
      createdMs: nowMs,
      updatedMs: nowMs,
      said: 1,
      ...(given.sensitive
        ? { sealed: this.#ports.sealer.seal({ text: given.text, ...(metadata ? { metadata } : {}) }, placeOf(key)) }
        : metadata === undefined
          ? {}
          : { metadata }),
    };
    const record: KeptRecord = {
      ...key,
      ...defined({ user: given.user, agent, session: given.session, group: given.subject }),
      tags: sortedTags(given.tags ?? []),
      active: true,
      atMs: given.at === undefined ? nowMs : fromTime(given.at),
      ...(given.expires === undefined ? {} : { expiresAtMs: fromTime(given.expires) }),
      ...(given.sensitive ? {} : { text: given.text }),
      body: body as unknown as JsonObject,
      revision: 1,
      sequence: 0,
    };
    return { record: await this.#settle(record), merged: false };
  }

  /** A repeated statement is counted and becomes newer. If it had been superseded, it holds again. */
  async #merge(known: KeptRecord, given: NewMemory): Promise<KeptRecord> {
    const { nowMs } = this.#ports;
    const body = without(bodyOf(known), "supersededBy", "mergedInto");
    const atMs = Math.max(known.atMs, given.at === undefined ? nowMs : fromTime(given.at));
    const expiresAtMs = given.expires === undefined ? known.expiresAtMs : fromTime(given.expires);
    const merged: MemoryBody = {
      ...body,
      // `said` is never downgraded.
      source: body.source === "said" ? "said" : given.source,
      updatedMs: nowMs,
      said: body.said + 1,
      ...(given.metadata === undefined ? {} : { metadata: { ...body.metadata, ...(given.metadata as JsonObject) } }),
    };
    return this.#settle({
      ...without(known, "expiresAtMs"),
      ...defined({ session: given.session, expiresAtMs }),
      tags: sortedTags([...known.tags, ...(given.tags ?? [])]),
      active: true,
      atMs,
      body: merged as unknown as JsonObject,
    });
  }

  /** Of the statements about a subject, the one with the newest date holds; the others are kept with an end date but not searched. */
  async #settle(record: KeptRecord): Promise<KeptRecord> {
    const others = (await this.#aboutTheSame(record)).filter(({ id }) => id !== record.id);
    const newer = others.filter(({ atMs }) => atMs > record.atMs).sort((left, right) => left.atMs - right.atMs)[0];
    if (newer !== undefined) {
      return this.#put(withBody(record, { supersededBy: { id: newer.id, atMs: newer.atMs } }, false));
    }
    for (const older of others) {
      this.#put(withBody(older, { supersededBy: { id: record.id, atMs: record.atMs } }, false));
    }
    const [latest] = others.sort((left, right) => right.atMs - left.atMs);
    return this.#put(latest === undefined ? record : withBody(record, { supersedes: latest.id }, true));
  }

  async #aboutTheSame({ tenant, user, agent, group }: StoredRecord): Promise<KeptRecord[]> {
    if (group === undefined) return [];
    const filter = { group, ...defined({ user, agent }) };
    const { store, nowMs } = this.#ports;
    const kept = await store.list({ tenant, kind: "memory", filter, nowMs, limit: maxOlder });
    const changed = [...this.#changed.values()].map(({ record }) => record);
    return [...kept.filter(({ id }) => !this.#changed.has(id)), ...changed].filter(
      (other) => other.active && other.group === group && other.user === user && other.agent === agent,
    );
  }

  async #get(id: string): Promise<KeptRecord | undefined> {
    const { store, caller, nowMs } = this.#ports;
    return this.#changed.get(id)?.record ?? (await store.get({ tenant: caller.tenant, kind: "memory", id }, nowMs));
  }

  /** The memory itself, or the one that it was merged into. */
  async #standing(known: KeptRecord): Promise<KeptRecord> {
    let standing: KeptRecord | undefined = known;
    for (let steps = 0; steps < maxSteps && standing !== undefined && !standing.active; steps += 1) {
      const into: MemoryBody["mergedInto"] = bodyOf(standing).mergedInto;
      standing = into === undefined ? undefined : await this.#get(into.id);
    }
    return standing?.active === true ? standing : known;
  }

  /** The person now says what had been a conclusion: their words become the survivor, and the conclusion is merged into them. */
  #takeOver(known: KeptRecord, standing: KeptRecord, given: NewMemory): KeptRecord {
    const { nowMs } = this.#ports;
    const atMs = given.at === undefined ? nowMs : fromTime(given.at);
    const merged = (bodyOf(standing).merged ?? []).filter((id) => id !== known.id);
    const spoken = withBody({ ...known, atMs }, { source: "said", updatedMs: nowMs, said: 1 }, true);
    const free = { ...spoken, body: without(spoken.body, "mergedInto") };
    const settled = mergeMemories(withBody(standing, { merged }, true), free, nowMs);
    if (settled === undefined) return standing;
    this.#put({ ...settled.set, revision: standing.revision });
    return this.#put({ ...settled.survivor, revision: known.revision });
  }

  #put(record: KeptRecord): KeptRecord {
    const before = this.#changed.get(record.id)?.before ?? (record.sequence === 0 ? 0 : record.revision);
    const put = { ...record, revision: before + 1 };
    this.#changed.set(record.id, { record: put, before });
    return put;
  }
}

function withBody(record: KeptRecord, change: Partial<MemoryBody>, active: boolean): KeptRecord {
  return { ...record, active, body: { ...record.body, ...(change as unknown as JsonObject) } };
}
