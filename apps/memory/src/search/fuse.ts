import type { KeptRecord } from "../store/record.ts";
import type { Ranked } from "../store/store.ts";

/**
 * Weight of each signal; a signal contributes a score from 0 to 1 times its weight. Ranks alone would not do: most questions share a
 * word with many texts, and the best of many bad matches is still bad. Measured by bench/memory.
 */
export interface Weights {
  readonly meaning: number;
  readonly words: number;
  readonly recency: number;
}

export interface Fused {
  readonly record: KeptRecord;
  /** 1 for a record that is first by every signal used. */
  readonly score: number;
  readonly meaning?: { readonly rank: number; readonly similarity: number };
  readonly words?: { readonly rank: number; readonly bm25: number };
  readonly ageMs: number;
}

export interface Rankings {
  /** Undefined if the query has no vector. */
  readonly meaning: readonly Ranked[] | undefined;
  readonly words: readonly Ranked[];
}

/**
 * Fuses several rankings: cosine similarity, BM25 relative to the best score, and recency. Recency only applies to what the others
 * found, so that it decides between hits but finds none by itself.
 */
export function fuse({ meaning, words }: Rankings, weights: Weights, nowMs: number): readonly Fused[] {
  const records = new Map([...(meaning ?? []), ...words].map(({ record }) => [record.sequence, record]));
  const ranksOf = (ranked: readonly { readonly sequence: number }[]): ReadonlyMap<number, number> =>
    new Map(ranked.map(({ sequence }, index) => [sequence, index + 1]));
  const byMeaning = ranksOf((meaning ?? []).map(({ record }) => record));
  const byWords = ranksOf(words.map(({ record }) => record));
  const byRecency = ranksOf([...records.values()].sort((left, right) => right.atMs - left.atMs));
  const bestWords = words[0]?.score ?? 1;
  // A record outside the vector ranking was found by words only: it ranks lower or has no vector yet. Assume the lowest score in it.
  const minSimilarity = meaning?.at(-1)?.score ?? 0;
  const whole = (meaning === undefined ? 0 : weights.meaning) + weights.words + weights.recency;
  return [...records.values()]
    .map((record): Fused => {
      const [meaningRank, wordsRank] = [byMeaning.get(record.sequence), byWords.get(record.sequence)];
      const similarity = meaningRank === undefined ? minSimilarity : (meaning?.[meaningRank - 1]?.score ?? 0);
      const bm25 = wordsRank === undefined ? 0 : (words[wordsRank - 1]?.score ?? 0);
      const newer = (byRecency.get(record.sequence) ?? 1) - 1;
      const sum =
        weights.meaning * Math.max(0, similarity) +
        weights.words * (bm25 / bestWords) +
        weights.recency * (1 - newer / records.size);
      return {
        record,
        score: Math.round((sum / whole) * 10_000) / 10_000,
        ...(meaningRank === undefined ? {} : { meaning: { rank: meaningRank, similarity } }),
        ...(wordsRank === undefined ? {} : { words: { rank: wordsRank, bm25 } }),
        ageMs: Math.max(0, nowMs - record.atMs),
      };
    })
    .sort((left, right) => right.score - left.score || right.record.sequence - left.record.sequence);
}
