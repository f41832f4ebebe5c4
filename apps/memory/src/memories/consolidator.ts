import { defined } from "@hearth/kernel/defined.ts";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { Core } from "../service/core.ts";
import { retryConflicts } from "../service/retry-conflicts.ts";
import type { KeptRecord, RecordKey } from "../store/record.ts";
import { without } from "@hearth/kernel/omit.ts";
import { compareStatements } from "./compare-statements.ts";
import { bodyOf } from "./memory-body.ts";
import { mergeMemories, supersedeMemory, type Settled } from "./merge-memories.ts";

export interface ConsolidatorOptions {
  /** Cosine similarity from which two statements with the same words are merged. */
  readonly sameFrom: number;
  /** Cosine similarity from which a statement that contradicts an older one supersedes it. */
  readonly contradictsFrom: number;
}

/** Nearest memories to compare with. Few are enough: duplicates only pile up while they wait for vectors. */
const maxNeighbours = 8;
/** Older memories are not compared again when a new model recomputes all vectors. */
const recentMs = 7 * 86_400_000;
const caller = (tenant: string) => ({ id: "hearth", tenant, scopes: new Set<never>() });

/**
 * Compares memories that have just got a vector with the nearest ones of the same tenant, user and agent. Duplicates are merged,
 * contradicted memories get an end date; nothing is deleted, and no conclusion becomes `said`. Runs in the background.
 */
export class Consolidator {
  readonly #core: Pick<Core, "store" | "ledger" | "locks" | "now">;
  readonly #options: ConsolidatorOptions;
  readonly #log: Pick<JsonLog, "warn">;
  #waiting = 0;

  constructor(
    core: Pick<Core, "store" | "ledger" | "locks" | "now">,
    options: ConsolidatorOptions,
    log: Pick<JsonLog, "warn">,
  ) {
    this.#core = core;
    this.#options = options;
    this.#log = log;
  }

  /** Number of memories waiting to be compared. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Never throws: a failed comparison changes nothing. */
  async compare(keys: readonly RecordKey[]): Promise<void> {
    const memories = keys.filter(({ kind }) => kind === "memory");
    this.#waiting += memories.length;
    for (const key of memories) {
      try {
        // Additions with subjects hold the same lock, so only one at a time decides which statement holds.
        await this.#core.locks.run(`memories/${key.tenant}`, () => this.#settleAll(key));
      } catch (thrown) {
        this.#log.warn("memories not compared", { because: messageOf(thrown) });
      } finally {
        this.#waiting -= 1;
      }
    }
  }

  /** Settles the memory against its neighbours, one at a time, until it is merged or superseded. */
  async #settleAll(key: RecordKey): Promise<void> {
    for (let times = 0; times < maxNeighbours; times += 1) {
      if (!(await retryConflicts(() => this.#settle(key)))) return;
    }
  }

  /** False if there was nothing to do. */
  async #settle(key: RecordKey): Promise<boolean> {
    const { store, ledger, now } = this.#core;
    const record = await store.get(key, now());
    if (record === undefined || !isStatement(record) || bodyOf(record).updatedMs < now() - recentMs) return false;
    const settled = await this.#decide(record);
    if (settled === undefined) return false;
    const { survivor, set } = settled;
    const action = bodyOf(set).mergedInto === undefined ? "supersede memory" : "merge memories";
    await ledger.write(
      { caller: caller(key.tenant), action, target: survivor.id, count: 2 },
      [survivor, set].map((put) => ({ put: without(put, "sequence"), ifRevision: put.revision - 1 })),
    );
    return true;
  }

  async #decide(record: KeptRecord): Promise<Settled | undefined> {
    for (const { record: neighbour, score } of await this.#neighbours(record)) {
      const [older, newer] = inTime(record, neighbour);
      const relation = compareStatements(older.text ?? "", newer.text ?? "");
      if (relation === "same" && score >= this.#options.sameFrom) {
        const merged = mergeMemories(older, newer, this.#core.now());
        if (merged !== undefined) return merged;
      }
      if (relation === "contradicts" && score >= this.#options.contradictsFrom && mayReplace(newer, older)) {
        return supersedeMemory(older, newer);
      }
    }
    return undefined;
  }

  async #neighbours(record: KeptRecord) {
    const { store, now } = this.#core;
    const { tenant, kind, user, agent } = record;
    const vector = await store.vectorOf(record);
    if (vector === undefined) return [];
    const filter = defined({ user, agent });
    const found = await store.searchVector({ tenant, kind, nowMs: now(), vector, filter, limit: maxNeighbours + 1 });
    const least = Math.min(this.#options.sameFrom, this.#options.contradictsFrom);
    return found.filter(
      ({ record: other, score }) =>
        score >= least && other.id !== record.id && isStatement(other) && other.user === user && other.agent === agent,
    );
  }
}

/** A single statement: summaries hold many, and statements with a subject are settled by subject. */
const isStatement = (record: KeptRecord): boolean =>
  record.active && record.text !== undefined && record.group === undefined && bodyOf(record).source !== "summary";

/** A conclusion never supersedes what the person said, nor does a memory that expires earlier: then neither would be left. */
function mayReplace(newer: KeptRecord, older: KeptRecord): boolean {
  const isWorth = bodyOf(newer).source === "said" || bodyOf(older).source !== "said";
  return isWorth && (newer.expiresAtMs ?? Infinity) >= (older.expiresAtMs ?? Infinity);
}

const inTime = (one: KeptRecord, other: KeptRecord): readonly [older: KeptRecord, newer: KeptRecord] =>
  one.atMs < other.atMs || (one.atMs === other.atMs && one.sequence < other.sequence) ? [one, other] : [other, one];
