import { wordsOf } from "../store/match-expression.ts";
import { contentWords } from "./content-words.ts";
import type { Fused } from "./fuse.ts";

interface Signals {
  readonly meaning?: { readonly rank: number; readonly similarity: number };
  readonly words?: { readonly rank: number; readonly bm25: number; readonly terms: string[] };
  readonly recency: { readonly ageSeconds: number };
}

/** Why a hit was found: for people, and as numbers. */
export interface Explained {
  readonly score: number;
  readonly why: string;
  readonly signals: Signals;
}

export function explain({ record, score, meaning, words, ageMs }: Fused, query: string): Explained {
  const terms = words === undefined ? [] : sharedTerms(query, record.text ?? "");
  const parts = [
    ...(meaning === undefined
      ? []
      : [`meaning ${meaning.similarity.toFixed(2)} (${ordinal(meaning.rank)} by meaning)`]),
    ...(words === undefined
      ? []
      : [`words ${terms.length === 0 ? "in another form" : terms.join(", ")} (${ordinal(words.rank)} by words)`]),
    age(ageMs),
  ];
  return {
    score,
    why: parts.join("; "),
    signals: {
      ...(meaning === undefined ? {} : { meaning: { rank: meaning.rank, similarity: rounded(meaning.similarity) } }),
      ...(words === undefined ? {} : { words: { rank: words.rank, bm25: rounded(words.bm25), terms } }),
      recency: { ageSeconds: Math.round(ageMs / 1_000) },
    },
  };
}

/** The query's words whose first letters start a word of the text: close to what the stemmer matched. */
function sharedTerms(query: string, text: string): string[] {
  const inText = new Set((text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map(stem));
  return contentWords(wordsOf(query)).filter((word) => inText.has(stem(word)));
}

const stem = (word: string): string => (word.length > 5 ? word.slice(0, 5) : word.replace(/s$/, ""));
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

function ordinal(rank: number): string {
  const suffix = ["th", "st", "nd", "rd"][rank % 100 >= 11 && rank % 100 <= 13 ? 0 : rank % 10] ?? "th";
  return `${rank}${suffix}`;
}

function age(ageMs: number): string {
  const minutes = Math.floor(ageMs / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min old`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h old` : `${Math.floor(hours / 24)} days old`;
}
