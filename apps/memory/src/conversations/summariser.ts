import { messageOf } from "@hearth/kernel/errors.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { ExpertOptions } from "../embedding/expert-client.ts";
import type { JsonObject, KeptRecord } from "../store/record.ts";
import { StoreError } from "../store/store-error.ts";
import type { Store } from "../store/store.ts";
import { episodeBodyOf, toSummarise } from "./conversation-records.ts";
import { keepGrounded } from "./keep-grounded.ts";
import { summariseTurns } from "./summarise-turns.ts";
import { without } from "@hearth/kernel/omit.ts";

interface SummariserOptions {
  readonly store: Store;
  readonly log: JsonLog;
  readonly expert: ExpertOptions;
  readonly now: () => number;
}

const perRound = 4;
const maxTimeouts = 3;
const maxCharacters = 4_000;

/**
 * Replaces extractive summaries with a chat expert's. While the expert is unavailable the extractive ones stay, and they stay for good
 * if nothing in the expert's summary is supported.
 */
export class Summariser {
  readonly #options: SummariserOptions;
  #running = false;
  /** The episode that last timed out, and how often in a row. */
  #slow: readonly [id: string, times: number] = ["", 0];

  constructor(options: SummariserOptions) {
    this.#options = options;
  }

  /** One round; call it periodically. Returns the number of summaries written; never throws. */
  async round(): Promise<number> {
    if (this.#running) return 0;
    this.#running = true;
    const { store, now, log } = this.#options;
    let written = 0;
    try {
      for (const tenant of await store.tenants()) {
        const filter = { group: toSummarise };
        const scope = { tenant, kind: "episode", filter, nowMs: now(), order: "oldest" } as const;
        for (const record of await store.list({ ...scope, limit: perRound })) {
          await this.#summarise(record).catch((thrown: unknown) => this.#giveUp(record, thrown));
          written += 1;
        }
      }
    } catch (thrown) {
      log.warn("summaries delayed", { because: messageOf(thrown) });
    } finally {
      this.#running = false;
    }
    return written;
  }

  /** Rethrows until the same episode has timed out too often; it is then skipped, so that it does not hold up the others. */
  async #giveUp(record: KeptRecord, thrown: unknown): Promise<void> {
    const isSlow = thrown instanceof DOMException && thrown.name === "TimeoutError";
    const [slow, times] = this.#slow;
    this.#slow = [record.id, isSlow ? (slow === record.id ? times : 0) + 1 : 0];
    if (this.#slow[1] < maxTimeouts) throw thrown;
    await this.#write(record, "");
  }

  async #summarise(waiting: KeptRecord): Promise<void> {
    const { transcript = [] } = episodeBodyOf(waiting);
    await this.#write(waiting, await summariseTurns(this.#options.expert, transcript));
  }

  /** An empty summary keeps the extractive one. */
  async #write(waiting: KeptRecord, summary: string): Promise<void> {
    const { store, expert } = this.#options;
    const record = without(waiting, "sequence", "group");
    const body = without(episodeBodyOf(waiting), "transcript");
    const put = {
      ...record,
      text: [summary, ...missingFrom(summary, record.text ?? "")].join("\n").trim().slice(0, maxCharacters),
      body: { ...body, by: summary === "" ? "extract" : expert.model } as unknown as JsonObject,
      revision: record.revision + 1,
    };
    try {
      await store.commit([{ put, ifRevision: record.revision }]);
    } catch (thrown) {
      // Deleted or promoted meanwhile: there is nothing left to summarise.
      if (!(thrown instanceof StoreError && thrown.reason === "conflict")) throw thrown;
    }
  }
}

/** Sentences of the extractive summary whose numbers, names or content the new summary lacks. */
const missingFrom = (summary: string, extract: string): readonly string[] =>
  extract.split("\n").filter((line) => keepGrounded(line.replace(/^\w+: /, ""), summary) === "");
