import { LRUCache } from "lru-cache";
import type { Caller } from "../../domain/caller.ts";
import type { AnswerCache, CachedAnswer } from "../../domain/answer-cache.ts";
import type { Choice } from "../../domain/choice.ts";
import type { Inference } from "../../domain/inference.ts";
import type { Expert } from "../../domain/expert.ts";
import { answerText } from "./answer-text.ts";
import type { CacheConfig } from "@hearth/contracts/gateway/cache-config.ts";
import { cacheKey, type CacheKey } from "./cache-key.ts";
import { cacheable, isChat } from "./cacheable.ts";
import { collectChatStream } from "./collect-chat-stream.ts";
import { cosine } from "../../upstream/embedding/cosine.ts";
import type { Embedder } from "../../upstream/embedding/embedder.ts";
import { questionsAgree } from "./questions-agree.ts";
import { SimilarAnswers, type Near } from "./similar-answers.ts";

export interface AnswerCachesPorts {
  readonly config: CacheConfig;
  readonly embed: Embedder;
  /** Called when a semantic hit was compared with an expert's own answer. */
  readonly onChecked: (right: boolean) => void;
  /** From 0 up to 1; picks the hits to check. */
  readonly random?: () => number;
  /** Monotonic clock in milliseconds. */
  readonly now?: () => number;
}

/** Embedding models read no further, and some fail on longer texts. */
const comparedCharacters = 800;

/** What `find` learned about a request, for `keep`. */
interface Looked {
  /** Name of the chosen expert. */
  readonly expert: string;
  readonly key: CacheKey;
  readonly vector?: Float32Array;
  /** The hit that was withheld in order to check it. */
  readonly unproven?: Near;
}

/**
 * The exact cache, then the semantic one. A share of the semantic hits is treated as misses, and the expert's answer is compared with
 * the cached one. This measures the share of false hits without extra requests: the caller gets the expert's answer.
 */
export class AnswerCaches implements AnswerCache {
  readonly #ports: AnswerCachesPorts;
  readonly #config: CacheConfig;
  readonly #random: () => number;
  readonly #exact: LRUCache<string, Buffer>;
  readonly #similar: SimilarAnswers;
  readonly #looked = new WeakMap<Inference, Looked>();

  constructor(ports: AnswerCachesPorts) {
    const { config, random = Math.random, now = () => performance.now() } = ports;
    const { entries, bytes, ttlMs } = config;
    this.#ports = ports;
    this.#config = config;
    this.#random = random;
    this.#exact = new LRUCache({
      max: entries,
      maxSize: bytes,
      ttl: ttlMs,
      ttlResolution: 0,
      perf: { now },
      sizeCalculation: (body, key) => body.length + key.length + 256,
    });
    this.#similar = new SimilarAnswers({ entries, bytes, ttlMs, now });
  }

  wants(inference: Inference): boolean {
    const { exact, semantic, temperatureLimit } = this.#config;
    return (exact || (semantic && isChat(inference))) && cacheable(inference, temperatureLimit);
  }

  find(
    caller: Caller,
    inference: Inference,
    choice: Choice,
  ): CachedAnswer | undefined | Promise<CachedAnswer | undefined> {
    const key = cacheKey(caller, inference, choice);
    if (key === undefined) return undefined;
    const looked: Looked = { key, expert: choice.experts[0]?.name ?? "" };
    this.#looked.set(inference, looked);
    const body = this.#exact.get(key.exact);
    if (body !== undefined) return { how: "exact", body };
    return this.#config.semantic && key.similar !== undefined ? this.#findSimilar(inference, looked) : undefined;
  }

  keep(inference: Inference, expert: Expert, answer: Buffer): void {
    const looked = this.#looked.get(inference);
    // A fallback's answer must not be served as the chosen expert's.
    if (looked === undefined || looked.expert !== expert.name) return;
    const body = inference.stream ? collectChatStream(answer) : answer;
    if (body === undefined || body.length === 0) return;
    if (isChat(inference) && answerText(body) === undefined) return;
    const { key, vector, unproven } = looked;
    this.#exact.set(key.exact, body);
    if (key.similar === undefined || vector === undefined) return;
    this.#similar.add({ ...key.similar, vector, body });
    if (unproven !== undefined) void this.#check(unproven, body);
  }

  async #findSimilar(inference: Inference, looked: Looked): Promise<CachedAnswer | undefined> {
    const { scope, question } = looked.key.similar ?? { scope: "", question: "" };
    const [vector] = (await this.#ports.embed([question])) ?? [];
    if (vector === undefined) return undefined;
    const near = this.#similar.nearest({ scope, vector }, this.#config.threshold, (known) =>
      questionsAgree(known, question, this.#config.agreement),
    );
    const checked = near !== undefined && this.#random() < this.#config.checkedShare;
    this.#looked.set(inference, { ...looked, vector, ...(checked ? { unproven: near } : {}) });
    return near === undefined || checked ? undefined : { how: "semantic", body: near.answered.body };
  }

  /** Identical texts need no embedding. Without an embedding there is no verdict. */
  async #check({ id, answered }: Near, fresh: Buffer): Promise<void> {
    const texts = [answered.body, fresh].map((body) => (answerText(body) ?? "").slice(0, comparedCharacters));
    const [a, b] = texts[0] === texts[1] ? [] : ((await this.#ports.embed(texts)) ?? []);
    if (texts[0] !== texts[1] && (a === undefined || b === undefined)) return;
    const right = a === undefined || b === undefined || cosine(a, b) >= this.#config.sameAnswer;
    if (!right) this.#similar.remove(id);
    this.#ports.onChecked(right);
  }
}
