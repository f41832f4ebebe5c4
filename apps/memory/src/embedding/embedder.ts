import { messageOf } from "@hearth/kernel/errors.ts";
import { readAsEnglish } from "@hearth/language/read-as-english.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { KeptRecord } from "../store/record.ts";
import type { Store, VectorChange } from "../store/store.ts";
import { embedTexts, ExpertError, type ExpertOptions } from "./expert-client.ts";

interface EmbedderOptions {
  readonly store: Store;
  readonly log: JsonLog;
  readonly expert: ExpertOptions;
  /** Texts in one request. */
  readonly batch: number;
  readonly queryLimitMs: number;
  /** German is read as English before it is embedded: for a model that knows English only. */
  readonly glossGerman: boolean;
}

/** Models take so many tokens; what a text says is mostly at its beginning. */
const mostCharacters = 8_000;
/** What an expert refuses although it is no longer than this is not refused for its length. */
const fewestCharacters = 200;
const rememberedQueries = 500;
const firstPauseMs = 500;
const longestPauseMs = 30_000;

/**
 * Makes vectors: of queries at once, of records in the background. The queue is the database itself (records without a vector), so
 * nothing is lost while the expert is away or when the service is stopped.
 */
export class Embedder {
  readonly #options: EmbedderOptions;
  readonly #queries = new Map<string, Float32Array>();
  readonly #stop = new AbortController();
  #embedded: (records: readonly KeptRecord[]) => Promise<void> = () => Promise.resolve();
  #wake: () => void = () => undefined;
  #woken = false;
  #awayUntilMs = 0;
  #pauseMs = 0;
  #running: Promise<void> | undefined;

  constructor(options: EmbedderOptions) {
    this.#options = options;
  }

  /** Whether the expert answered when it was last asked. */
  get available(): boolean {
    return this.#pauseMs === 0;
  }

  /** Names the vectors' kind: those of another model, or of texts read in another way, are made anew. */
  get model(): string {
    const { expert, glossGerman } = this.#options;
    return glossGerman ? `${expert.model}, German read as English` : expert.model;
  }

  /** Begins with what waits. `embedded` gets the records that have their vectors now, before the next are taken. */
  start(embedded: (records: readonly KeptRecord[]) => Promise<void>): void {
    this.#embedded = embedded;
    this.#running ??= this.#run();
  }

  /** There is something new to embed. */
  nudge(): void {
    this.#woken = true;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#running;
  }

  /** A query's vector; undefined while the expert is away, so a search does not wait for it each time. */
  async query(text: string): Promise<Float32Array | undefined> {
    const known = this.#queries.get(text);
    if (known !== undefined) return known;
    if (performance.now() < this.#awayUntilMs) return undefined;
    try {
      const [vector] = await embedTexts(this.#options.expert, [this.#readable(text)], this.#options.queryLimitMs);
      if (vector === undefined) return undefined;
      this.#remember(text, vector);
      this.#back();
      return vector;
    } catch (thrown) {
      if (!(thrown instanceof ExpertError && thrown.refused)) this.#away();
      return undefined;
    }
  }

  #remember(text: string, vector: Float32Array): void {
    const [oldest] = this.#queries.keys();
    if (this.#queries.size >= rememberedQueries && oldest !== undefined) this.#queries.delete(oldest);
    this.#queries.set(text, vector);
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#woken = false;
      const more = await this.#step();
      if (!more) await this.#sleep(longestPauseMs, true);
      else if (this.#pauseMs > 0) await this.#sleep(this.#pauseMs, false);
    }
  }

  /** Embeds a batch; false where there was nothing to do. */
  async #step(): Promise<boolean> {
    const { store, batch, log } = this.#options;
    try {
      const records = await store.unembedded(this.model, batch);
      if (records.length === 0) return false;
      await store.setVectors(this.model, await this.#vectorsOf(records));
      this.#back();
      await this.#embedded(records);
    } catch (thrown) {
      if (this.available) log.warn("embedding service unavailable", { because: messageOf(thrown) });
      this.#away();
    }
    return true;
  }

  async #vectorsOf(records: readonly KeptRecord[], characters = mostCharacters): Promise<readonly VectorChange[]> {
    const { expert } = this.#options;
    try {
      const vectors = await embedTexts(
        expert,
        records.map(({ text = "" }) => this.#readable(text, characters)),
      );
      return records.map((record, index) => change(record, vectors[index] ?? none));
    } catch (thrown) {
      if (!(thrown instanceof ExpertError && thrown.refused)) throw thrown;
      const [only] = records;
      if (records.length === 1 && only !== undefined) {
        const shorter = Math.min(characters, only.text?.length ?? 0) / 2;
        if (shorter >= fewestCharacters) return this.#vectorsOf(records, Math.floor(shorter));
        // One text that the expert refuses must not hold up the others; it stays without a vector, and words find it.
        return [change(only, none)];
      }
      const half = Math.ceil(records.length / 2);
      return [...(await this.#vectorsOf(records.slice(0, half))), ...(await this.#vectorsOf(records.slice(half)))];
    }
  }

  #readable(text: string, characters = mostCharacters): string {
    const shown = text.slice(0, characters);
    return this.#options.glossGerman ? readAsEnglish(shown) : shown;
  }

  #away(): void {
    this.#pauseMs = Math.min(longestPauseMs, Math.max(firstPauseMs, this.#pauseMs * 2));
    this.#awayUntilMs = performance.now() + this.#pauseMs;
  }

  #back(): void {
    this.#pauseMs = 0;
    this.#awayUntilMs = 0;
  }

  async #sleep(limitMs: number, wakeable: boolean): Promise<void> {
    if (this.#stop.signal.aborted || (wakeable && this.#woken)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      timer.unref();
      this.#wake = () => {
        if (!wakeable && !this.#stop.signal.aborted) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const none = new Float32Array(0);

const change = ({ tenant, kind, id, revision }: KeptRecord, vector: Float32Array): VectorChange => ({
  key: { tenant, kind, id },
  revision,
  vector,
});
