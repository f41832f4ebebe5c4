import { detectLanguage } from "@hearth/language/detect-language.ts";
import { glossGerman } from "@hearth/language/gloss-german.ts";
import { topicsOf } from "./topics-of.ts";

/** Sparse features of a text; each index occurs once. */
export interface SparseVector {
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** The actual question is at the beginning or the end of a prompt; pasted text between them says little and costs time. */
const leadCharacters = 400;
const tailCharacters = 160;

/** The part of a text that routing uses, at most 561 characters. */
export function excerpt(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length <= leadCharacters + tailCharacters) return trimmed;
  return `${trimmed.slice(0, leadCharacters)}\n${trimmed.slice(-tailCharacters)}`;
}

/**
 * Hashed features of a text of any language: its words and pairs of words, the character n-grams of its words, its first
 * words, and its shape. Each kind is normalized separately, so that long texts weigh no more than short ones.
 * `dimensions` is a power of two.
 */
export function textFeatures(text: string, dimensions: number): SparseVector {
  const shown = excerpt(text);
  const words = wordsOf(shown);
  const english = detectLanguage(shown) === "en" ? words : wordsOf(glossGerman(shown));
  const all = new Map<number, number>();
  const add = (features: readonly string[], weight: number): void => {
    const counts = new Map<number, number>();
    for (const feature of features) {
      const index = hash(feature) & (dimensions - 1);
      counts.set(index, (counts.get(index) ?? 0) + 1);
    }
    const scale = weight / Math.sqrt([...counts.values()].reduce((sum, count) => sum + count, 0) || 1);
    for (const [index, count] of counts) all.set(index, (all.get(index) ?? 0) + Math.sqrt(count) * scale);
  };
  add(characterGrams(words), groupWeights.characters);
  add(wordGrams(english), groupWeights.words);
  add(leadGrams(english), groupWeights.lead);
  add(
    words.flatMap((word) => topicsOf(word).map((topic) => `t${topic}`)),
    groupWeights.topics,
  );
  add(shapeOf(text, shown), groupWeights.shape);
  return { indices: Uint32Array.from(all.keys()), values: Float32Array.from(all.values()) };
}

export const groupWeights = { characters: 1, words: 1, lead: 0.7, shape: 0.7, topics: 1 };

/** Words and signs in lower case, umlauts written out (ae, oe, ue), all digits replaced by one. */
function wordsOf(text: string): readonly string[] {
  const plain = text
    .toLowerCase()
    .replaceAll("ä", "ae")
    .replaceAll("ö", "oe")
    .replaceAll("ü", "ue")
    .replaceAll("ß", "ss")
    .replaceAll(/\d/g, "0");
  return plain.match(/[\p{L}\p{M}0']+|[^\s\p{L}\p{M}0]/gu) ?? [];
}

function characterGrams(words: readonly string[]): readonly string[] {
  const grams: string[] = [];
  for (const word of words) {
    const padded = `_${word}_`;
    for (let size = 3; size <= 5; size += 1) {
      for (let start = 0; start + size <= padded.length; start += 1)
        grams.push(`c${padded.slice(start, start + size)}`);
    }
  }
  return grams;
}

const wordGrams = (words: readonly string[]): readonly string[] =>
  words.flatMap((word, index) => (index === 0 ? [`w${word}`] : [`w${word}`, `p${words[index - 1] ?? ""} ${word}`]));

const leadGrams = (words: readonly string[]): readonly string[] => [
  ...words.slice(0, 4).map((word) => `l${word}`),
  `1${words[0] ?? ""}`,
  `2${words.slice(0, 2).join(" ")}`,
  `3${words.slice(0, 3).join(" ")}`,
];

function shapeOf(text: string, shown: string): readonly string[] {
  const share = (pattern: RegExp): number =>
    Math.min(9, Math.ceil(((shown.match(pattern)?.length ?? 0) / (shown.length || 1)) * 20));
  return [
    `length${Math.floor(Math.log2(text.length + 1))}`,
    `digits${share(/\d/g)}`,
    `signs${share(/[^\s\p{L}\p{M}\d]/gu)}`,
    `vowels${share(/[aeiouyäöü]/gi)}`,
    `foreign${share(/[^\p{Script=Latin}\p{Script=Common}]/gu)}`,
    `lines${Math.min(3, shown.split("\n").length)}`,
    `quoted${/["“”„«».]{1}\S.{8,}["“”«»]/.test(shown)}`,
    `colon${/:\s/.test(shown)}`,
    `asks${shown.includes("?")}`,
    `code${/[{};=]|\(\)|\w\.\w+\(|```/.test(shown)}`,
  ];
}

/** FNV-1a with a final mix, since its lowest bits are weak. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}
