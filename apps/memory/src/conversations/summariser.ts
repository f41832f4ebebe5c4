import { messageOf } from "../../../../lib/errors.ts";
import type { JsonLog } from "../../../../lib/service/json-log.ts";
import { askChat, type ExpertOptions } from "../embedding/expert-client.ts";
import type { JsonObject, KeptRecord } from "../store/record.ts";
import { StoreError } from "../store/store-error.ts";
import type { Store } from "../store/store.ts";
import { episodeBodyOf, toSummarise } from "./conversation-records.ts";
import { without } from "../without.ts";

interface SummariserOptions {
  readonly store: Store;
  readonly log: JsonLog;
  readonly expert: ExpertOptions;
  readonly now: () => number;
}

const instruction =
  "Summarise this part of a conversation in at most 150 words: what the user wants, states about themselves, decides and is promised. " +
  "Keep names, numbers and dates. Say who said what. Add nothing that is not there. Answer with the summary alone.";
const perRound = 4;

/** Has a chat expert write the summaries that sentences of the turns stand in for. While it is away they stay as they are. */
export class Summariser {
  readonly #options: SummariserOptions;
  #running = false;

  constructor(options: SummariserOptions) {
    this.#options = options;
  }

  /** One round, called now and then. Returns how many were written; never throws. */
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
          await this.#summarise(record);
          written += 1;
        }
      }
    } catch (thrown) {
      log.warn("summaries wait", { because: messageOf(thrown) });
    } finally {
      this.#running = false;
    }
    return written;
  }

  async #summarise(waiting: KeptRecord): Promise<void> {
    const { store, expert } = this.#options;
    const record = without(waiting, "sequence", "group");
    const { transcript = [], ...body } = episodeBodyOf(waiting);
    const spoken = transcript.map(({ role, content }) => `${role}: ${content}`).join("\n");
    const summary = await askChat(expert, instruction, spoken);
    const put = {
      ...record,
      text: summary === "" ? (record.text ?? "") : summary.slice(0, 4_000),
      body: { ...body, by: summary === "" ? "extract" : expert.model } as unknown as JsonObject,
      revision: record.revision + 1,
    };
    try {
      await store.commit([{ put, ifRevision: record.revision }]);
    } catch (thrown) {
      // Forgotten or promoted meanwhile: there is nothing left to summarise.
      if (!(thrown instanceof StoreError && thrown.reason === "conflict")) throw thrown;
    }
  }
}
