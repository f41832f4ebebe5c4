import { messageOf } from "../../../../lib/errors.ts";
import type { JsonLog } from "../../../../lib/service/json-log.ts";
import type { ExpertOptions } from "../embedding/expert-client.ts";
import type { JsonObject, KeptRecord } from "../store/record.ts";
import { StoreError } from "../store/store-error.ts";
import type { Store } from "../store/store.ts";
import { episodeBodyOf, toSummarise } from "./conversation-records.ts";
import { keepGrounded } from "./keep-grounded.ts";
import { summariseTurns } from "./summarise-turns.ts";
import { without } from "../without.ts";

interface SummariserOptions {
  readonly store: Store;
  readonly log: JsonLog;
  readonly expert: ExpertOptions;
  readonly now: () => number;
}

const perRound = 4;
const mostCharacters = 4_000;

/**
 * Has a chat expert write the summaries that sentences of the turns stand in for. While it is away they stay as they are, and for good where
 * nothing of what it writes holds.
 */
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
    const summary = await summariseTurns(expert, transcript);
    const put = {
      ...record,
      text: [summary, ...missingFrom(summary, record.text ?? "")].join("\n").trim().slice(0, mostCharacters),
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

/** The turns' own sentences whose numbers, names or matter the summary leaves out: they were the most telling ones. */
const missingFrom = (summary: string, extract: string): readonly string[] =>
  extract.split("\n").filter((line) => keepGrounded(line.replace(/^\w+: /, ""), summary) === "");
