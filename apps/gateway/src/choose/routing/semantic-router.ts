import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Embedder } from "../../upstream/embedding/embedder.ts";
import { embeddingText, type Guess, type Classifier } from "@hearth/classifier/classifier.ts";

export interface SemanticRouterOptions {
  readonly classifier: Classifier;
  /** Embeds with the classifier's own model, within its time limit. */
  readonly embed: Embedder;
  /** Number of texts whose guess is cached. */
  readonly remembered: number;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

/** A guess, and whether an embedding took part in it. */
export interface SemanticGuess extends Guess {
  readonly embedded: boolean;
}

/** Embeddings in flight at once; a further one would only queue behind them. */
const maxInFlight = 4;
/** Pause after a failed embedding; doubled with each further failure. */
const firstPauseMs = 1_000;
const maxPauseMs = 30_000;

/** The classifier with its embedder. A slow or unreachable embedder costs accuracy, but never fails a request. */
export class SemanticRouter {
  readonly #options: SemanticRouterOptions;
  readonly #now: () => number;
  readonly #remembered: LRUCache<string, SemanticGuess>;
  #underWay = 0;
  #pauseMs = 0;
  #pausedUntilMs = -Infinity;

  constructor(options: SemanticRouterOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#remembered = new LRUCache({ max: options.remembered });
  }

  /** Synchronous unless it waits for an embedding. Never throws. */
  guess(text: string): SemanticGuess | Promise<SemanticGuess> {
    const key = hash("sha1", text, "base64url");
    const remembered = this.#remembered.get(key);
    if (remembered !== undefined) return remembered;
    if (this.#underWay >= maxInFlight || this.#now() < this.#pausedUntilMs) return this.#judge(text, undefined);
    return this.#embedAndJudge(text, key);
  }

  async #embedAndJudge(text: string, key: string): Promise<SemanticGuess> {
    this.#underWay += 1;
    const embeddings = await this.#options.embed([embeddingText(text)]);
    this.#underWay -= 1;
    const guess = this.#judge(text, embeddings?.[0]);
    this.#pauseMs = guess.embedded ? 0 : Math.min(maxPauseMs, Math.max(firstPauseMs, this.#pauseMs * 2));
    this.#pausedUntilMs = guess.embedded ? -Infinity : this.#now() + this.#pauseMs;
    if (guess.embedded) this.#remembered.set(key, guess);
    return guess;
  }

  #judge(text: string, embedding: Float32Array | undefined): SemanticGuess {
    const { classifier } = this.#options;
    const fits = embedding?.length === classifier.embedder.dimensions;
    return { ...classifier.guess(text, embedding), embedded: fits };
  }
}
