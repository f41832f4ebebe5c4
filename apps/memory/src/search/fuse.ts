import type { KeptRecord } from "../store/record.ts";
import type { Ranked } from "../store/store.ts";

/** What each signal counts. Reciprocal rank fusion: a rank r adds weight / (rankOffset + r). */
export interface Weights {
  readonly meaning: number;
  readonly words: number;
  readonly recency: number;
}

const rankOffset = 60;

export interface Fused {
  readonly record: KeptRecord;
  /** 1 for what is first by every signal that was asked. */
  readonly score: number;
  readonly meaning?: { readonly rank: number; readonly similarity: number };
  readonly words?: { readonly rank: number; readonly bm25: number };
  readonly ageMs: number;
}

export interface Rankings {
  /** Undefined where the query has no vector. */
  readonly meaning: readonly Ranked[] | undefined;
  readonly words: readonly Ranked[];
}

/**
 * One ranking of several: what is high in more than one comes first, whatever the scales of their scores. Recency is a ranking of what
 * the others found, so it decides between hits and finds none by itself.
 */
export function fuse({ meaning, words }: Rankings, weights: Weights, nowMs: number): readonly Fused[] {
  const records = new Map([...(meaning ?? []), ...words].map(({ record }) => [record.sequence, record]));
  const ranksOf = (ranked: readonly { readonly sequence: number }[]): ReadonlyMap<number, number> =>
    new Map(ranked.map(({ sequence }, index) => [sequence, index + 1]));
  const byMeaning = ranksOf((meaning ?? []).map(({ record }) => record));
  const byWords = ranksOf(words.map(({ record }) => record));
  const byRecency = ranksOf([...records.values()].sort((left, right) => right.atMs - left.atMs));
  const part = (weight: number, rank: number | undefined): number =>
    rank === undefined ? 0 : weight / (rankOffset + rank);
  const best = part(meaning === undefined ? 0 : weights.meaning, 1) + part(weights.words, 1) + part(weights.recency, 1);
  return [...records.values()]
    .map((record): Fused => {
      const [meaningRank, wordsRank] = [byMeaning.get(record.sequence), byWords.get(record.sequence)];
      const sum =
        part(weights.meaning, meaningRank) +
        part(weights.words, wordsRank) +
        part(weights.recency, byRecency.get(record.sequence));
      return {
        record,
        score: Math.round((sum / best) * 10_000) / 10_000,
        ...(meaningRank === undefined
          ? {}
          : { meaning: { rank: meaningRank, similarity: meaning?.[meaningRank - 1]?.score ?? 0 } }),
        ...(wordsRank === undefined ? {} : { words: { rank: wordsRank, bm25: words[wordsRank - 1]?.score ?? 0 } }),
        ageMs: Math.max(0, nowMs - record.atMs),
      };
    })
    .sort((left, right) => right.score - left.score || right.record.sequence - left.record.sequence);
}
