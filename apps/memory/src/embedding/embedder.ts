import { messageOf } from "@hearth/kernel/errors.ts";
import { readAsEnglish } from "@hearth/language/read-as-english.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import type { KeptRecord } from "../store/record.ts";
import type { Store, VectorChange } from "../store/store.ts";
import { fitText } from "./fit-text.ts";
import { embedTexts, ExpertError, type ExpertOptions } from "./expert-client.ts";

interface EmbedderOptions {
  readonly store: Store;
  readonly log: JsonLog;
  readonly expert: ExpertOptions;
  /** Texts per request. */
  readonly batch: number;
  readonly queryLimitMs: number;
  /** How many tokens of a text the model reads. */
  readonly contextTokens: number;
  /** Replace German words with English ones before embedding, for models that know English only. */
  readonly glossGerman: boolean;
}

/** Longer texts are cut: models read only so many tokens, and the beginning usually says what a text is about. */
const maxCharacters = 8_000;
/** Texts this short are never cut further: the expert did not refuse them for their length. */
const fewestCharacters = 200;
/** A text that every model can embed. */
const probe = "hello";
const rememberedQueries = 500;
const firstPauseMs = 500;
const maxPauseMs = 30_000;

/**
 * Computes vectors: for queries at once, for records in the background. The queue is the database itself (records without a vector),
 * so nothing is lost while the expert is unavailable or when the service stops.
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
  /** How many of the next texts are embedded alone, to find the one that the expert fails at. */
  #oneByOne = 0;
  #running: Promise<void> | undefined;

  constructor(options: EmbedderOptions) {
    this.#options = options;
  }

  /** Whether the last request to the expert succeeded. */
  get available(): boolean {
    return this.#pauseMs === 0;
  }

  /** Identifies how vectors are made. When it changes (another model, or other preprocessing), all vectors are computed again. */
  get model(): string {
    const { expert, glossGerman } = this.#options;
    return glossGerman ? `${expert.model}, German read as English` : expert.model;
  }

  /** Begins with what waits. `embedded` gets the records that have their vectors now, before the next are taken. */
  start(embedded: (records: readonly KeptRecord[]) => Promise<void>): void {
    this.#embedded = embedded;
    this.#running ??= this.#run();
  }

  /** Call when there is something new to embed. */
  nudge(): void {
    this.#woken = true;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#running;
  }

  /** A query's vector; undefined at once while the expert is unavailable, so that searches do not wait for a timeout each time. */
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
      if (!more) await this.#sleep(maxPauseMs, true);
      else if (this.#pauseMs > 0) await this.#sleep(this.#pauseMs, false);
    }
  }

  /** Embeds a batch; false if there was nothing to do. */
  async #step(): Promise<boolean> {
    const { store, batch, log } = this.#options;
    let records: readonly KeptRecord[] = [];
    try {
      records = await store.unembedded(this.model, this.#oneByOne > 0 ? 1 : batch);
      if (records.length === 0) return false;
      await store.setVectors(this.model, await this.#vectorsOf(records));
      this.#oneByOne = Math.max(0, this.#oneByOne - 1);
      this.#back();
      await this.#embedded(records);
    } catch (thrown) {
      if (await this.#isTheirFault(records, thrown)) return true;
      if (this.available) log.warn("embedding service unavailable", { because: messageOf(thrown) });
      this.#away();
    }
    return true;
  }

  /**
   * Whether the expert fails because of these texts: it answered 500, and does well with another text. They are then tried one by one, and
   * one that fails alone stays without a vector, so that it holds up none of those behind it.
   */
  async #isTheirFault(records: readonly KeptRecord[], thrown: unknown): Promise<boolean> {
    if (!(thrown instanceof ExpertError && thrown.status === 500)) return false;
    const { store, log, expert } = this.#options;
    try {
      await embedTexts(expert, [probe]);
      const [only] = records;
      if (records.length > 1 || only === undefined) {
        this.#oneByOne = records.length;
        return true;
      }
      log.warn("a text cannot be embedded", { tenant: only.tenant, kind: only.kind, id: only.id });
      await store.setVectors(this.model, [change(only, none)]);
      this.#oneByOne = Math.max(0, this.#oneByOne - 1);
      return true;
    } catch {
      return false;
    }
  }

  async #vectorsOf(records: readonly KeptRecord[], characters = maxCharacters): Promise<readonly VectorChange[]> {
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
        // A refused text must not hold up the others: it stays without a vector and is found by its words.
        return [change(only, none)];
      }
      const half = Math.ceil(records.length / 2);
      return [...(await this.#vectorsOf(records.slice(0, half))), ...(await this.#vectorsOf(records.slice(half)))];
    }
  }

  #readable(text: string, characters = maxCharacters): string {
    // A character cut in half is no text to most parsers.
    const shown = text
      .slice(0, characters)
      .replace(/[\uD800-\uDBFF]$/, "")
      .toWellFormed();
    const { glossGerman, contextTokens } = this.#options;
    return fitText(glossGerman ? readAsEnglish(shown) : shown, contextTokens);
  }

  #away(): void {
    this.#pauseMs = Math.min(maxPauseMs, Math.max(firstPauseMs, this.#pauseMs * 2));
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
