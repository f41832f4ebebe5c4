import { LRUCache } from "lru-cache";
import { cosine } from "../../upstream/embedding/cosine.ts";

/** An answered question. */
export interface Answered {
  readonly scope: string;
  readonly question: string;
  /** A unit vector. */
  readonly vector: Float32Array;
  readonly body: Buffer;
}

export interface Near {
  readonly id: number;
  readonly answered: Answered;
  readonly similarity: number;
}

export interface SimilarAnswersOptions {
  readonly entries: number;
  readonly bytes: number;
  readonly ttlMs: number;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** Answers by the meaning of their questions. A lookup compares all in its scope, since there are never many. */
export class SimilarAnswers {
  readonly #answers: LRUCache<number, Answered>;
  readonly #byScope = new Map<string, Set<number>>();
  #lastId = 0;

  constructor({ entries, bytes, ttlMs, now }: SimilarAnswersOptions) {
    this.#answers = new LRUCache({
      max: entries,
      maxSize: bytes,
      ttl: ttlMs,
      ttlResolution: 0,
      perf: { now },
      sizeCalculation: ({ question, vector, body }) => question.length * 2 + vector.byteLength + body.length + 256,
      dispose: ({ scope }, id) => this.#forget(scope, id),
    });
  }

  get size(): number {
    return this.#answers.size;
  }

  /** The most similar question in the scope that reaches the threshold and that `accept` allows. */
  nearest(
    question: Pick<Answered, "scope" | "vector">,
    least: number,
    accept: (known: string) => boolean,
  ): Near | undefined {
    let best: Near | undefined;
    for (const id of this.#byScope.get(question.scope) ?? []) {
      const answered = this.#answers.peek(id);
      if (answered === undefined) continue;
      const similarity = cosine(question.vector, answered.vector);
      if (similarity < (best?.similarity ?? least) || !accept(answered.question)) continue;
      best = { id, answered, similarity };
    }
    if (best !== undefined) this.#answers.get(best.id);
    return best;
  }

  add(answered: Answered): void {
    const id = (this.#lastId += 1);
    this.#answers.set(id, answered);
    if (!this.#answers.has(id)) return;
    const ids = this.#byScope.get(answered.scope);
    if (ids === undefined) this.#byScope.set(answered.scope, new Set([id]));
    else ids.add(id);
  }

  remove(id: number): void {
    this.#answers.delete(id);
  }

  #forget(scope: string, id: number): void {
    const ids = this.#byScope.get(scope);
    ids?.delete(id);
    if (ids?.size === 0) this.#byScope.delete(scope);
  }
}
