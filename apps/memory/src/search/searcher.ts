import { systemClock } from "@hearth/kernel/wait.ts";
import type { RecordKind } from "../store/record.ts";
import type { RecordFilter, Store } from "../store/store.ts";
import { wordsOf } from "../store/match-expression.ts";
import { contentWords } from "./content-words.ts";
import { fuse, type Fused, type Weights } from "./fuse.ts";
import { timeRangeOf } from "./time-range.ts";

export interface Search {
  readonly tenant: string;
  readonly kind: RecordKind;
  readonly query: string;
  readonly vector?: Float32Array;
  readonly filter: RecordFilter;
  readonly limit: number;
  readonly weights: Weights;
  /** How long to wait for the query's vector; without limit if absent. */
  readonly vectorMs?: number;
}

export interface Found {
  readonly hits: readonly Fused[];
  readonly by: { readonly meaning: boolean; readonly words: boolean };
}

interface SearcherPorts {
  readonly store: Store;
  readonly now: () => number;
  /** The query's vector; undefined while the embedding expert is unavailable. */
  readonly embedQuery: (text: string) => Promise<Float32Array | undefined>;
}

/** Each ranking is this many times longer than the result, so that a record in the middle of both can still come first. */
const depthPerHit = 5;
const minDepth = 50;

/** Searches by meaning and words at once. */
export class Searcher {
  readonly #ports: SearcherPorts;

  constructor(ports: SearcherPorts) {
    this.#ports = ports;
  }

  async search({ query, limit, weights, vectorMs, ...search }: Search): Promise<Found> {
    const { store, now, embedQuery } = this.#ports;
    const nowMs = now();
    const { tenant, kind, filter } = search;
    const scope = { tenant, kind, filter, nowMs, limit: Math.max(minDepth, limit * depthPerHit) };
    const vector = search.vector ?? (await within(vectorMs, embedQuery(query)));
    const [words, meaning] = await Promise.all([
      store.searchText({ ...scope, text: contentWords(wordsOf(query)).join(" ") }),
      vector === undefined ? undefined : store.searchVector({ ...scope, vector }),
    ]);
    return {
      hits: fuse({ meaning, words, time: timeRangeOf(query, nowMs) }, weights, nowMs).slice(0, limit),
      by: { meaning: vector !== undefined, words: true },
    };
  }
}

/** Undefined if the value is late; the embedder caches it for the next time. */
async function within<T>(limitMs: number | undefined, value: Promise<T>): Promise<T | undefined> {
  if (limitMs === undefined) return value;
  const late = new AbortController();
  const limit = systemClock.sleep(limitMs, late.signal).then(
    () => undefined,
    () => undefined,
  );
  return Promise.race([value, limit]).finally(() => late.abort());
}
