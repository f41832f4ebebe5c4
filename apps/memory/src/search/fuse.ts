import type { KeptRecord } from "../store/record.ts";
import type { Ranked } from "../store/store.ts";
import type { TimeRange } from "./time-range.ts";

/**
 * Weight of each signal; a signal contributes a score from 0 to 1 times its weight. Ranks alone would not do: most questions share a
 * word with many texts, and the best of many bad matches is still bad. Measured by bench/memory.
 */
export interface Weights {
  readonly meaning: number;
  readonly words: number;
  readonly recency: number;
  /** How well other records of its session match. Absent: 0. */
  readonly session?: number;
  /** How well the turns just before and after it match: answers follow questions, and often share no word with them. Absent: 0. */
  readonly neighbour?: number;
  /** Whether it is of the time that the question names. Absent: 0. */
  readonly time?: number;
}

/** What counts beside a memory's own text. Chosen by bench/memory/choose-chat-weights.ts. */
export const surroundings = { session: 0.1, neighbour: 0.6, time: 0.1 } satisfies Partial<Weights>;

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
  /** The time that the question names, if any. */
  readonly time?: TimeRange | undefined;
}

/**
 * Fuses several rankings: cosine similarity, BM25 relative to the best score, and recency. Recency only applies to what the others
 * found, so that it decides between hits but finds none by itself.
 */
export function fuse({ meaning, words, time }: Rankings, weights: Weights, nowMs: number): readonly Fused[] {
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
  const fused = [...records.values()].map((record): Scored => {
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
      score: sum / whole,
      ...(meaningRank === undefined ? {} : { meaning: { rank: meaningRank, similarity } }),
      ...(wordsRank === undefined ? {} : { words: { rank: wordsRank, bm25 } }),
      ageMs: Math.max(0, nowMs - record.atMs),
    };
  });
  addSurroundings(fused, { weights, time });
  for (const hit of fused) hit.score = Math.round(hit.score * 10_000) / 10_000;
  return fused.sort((left, right) => right.score - left.score || right.record.sequence - left.record.sequence);
}

/** A hit whose score is still being computed; copying it for each step would take most of the time. */
type Scored = { -readonly [Field in "score"]: number } & Omit<Fused, "score">;

/** Turns of a session are stored one after another; other sessions' may lie between them. */
const nearSequences = 2;
const tellingHits = 3;

/** Adds what speaks for a hit beside its own text: its session, the turns beside it, and its time. */
function addSurroundings(
  fused: readonly Scored[],
  { weights, time }: { readonly weights: Weights; readonly time: TimeRange | undefined },
): void {
  const sessions = new Map<string, number[]>();
  for (const { record, score } of fused) {
    if (record.session === undefined) continue;
    const scores = sessions.get(record.session);
    if (scores === undefined) sessions.set(record.session, [score]);
    else scores.push(score);
  }
  const session = sessions.size < 2 ? 0 : (weights.session ?? 0);
  const neighbour = sessions.size === 0 ? 0 : (weights.neighbour ?? 0);
  const inTime = time === undefined ? 0 : (weights.time ?? 0);
  const whole = 1 + session + neighbour + inTime;
  if (whole === 1) return;
  const strengths = new Map(Array.from(sessions, ([name, scores]) => [name, strengthOf(scores)]));
  const strongest = Math.max(...strengths.values(), Number.MIN_VALUE);
  const bySequence = new Map(fused.map(({ record, score }) => [record.sequence, { session: record.session, score }]));
  for (const hit of fused) {
    const { record } = hit;
    const isInTime = time !== undefined && record.atMs >= time.fromMs && record.atMs < time.toMs;
    const ofSession = record.session === undefined ? 0 : (strengths.get(record.session) ?? 0) / strongest;
    const beside = neighbour === 0 || record.session === undefined ? 0 : bestBeside(bySequence, record);
    hit.score = (hit.score + session * ofSession + neighbour * beside + inTime * Number(isInTime)) / whole;
  }
}

/** The mean of a session's best hits, so that a long session does not win by its length. */
function strengthOf(scores: readonly number[]): number {
  const best = scores.toSorted((left, right) => right - left);
  return best.slice(0, tellingHits).reduce((sum, score) => sum + score, 0) / tellingHits;
}

function bestBeside(
  hits: ReadonlyMap<number, { readonly session: string | undefined; readonly score: number }>,
  { sequence, session }: KeptRecord,
): number {
  let best = 0;
  for (let distance = -nearSequences; distance <= nearSequences; distance += 1) {
    const other = distance === 0 ? undefined : hits.get(sequence + distance);
    if (other?.session === session && other !== undefined && other.score > best) best = other.score;
  }
  return best;
}
