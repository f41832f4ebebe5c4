import { germanGlosses } from "./german-glosses.ts";

const glosses = new Map<string, string>();
for (const pair of germanGlosses.split(/;\s*/)) {
  const [english = "", words = ""] = pair.trim().split("=");
  for (const word of words.split(" ")) glosses.set(word, glosses.get(word) ?? english);
}

/** Minimum length of a stem that also matches inflected forms and compounds. */
const shortestStem = 5;
const maxEndingLength = 3;

/**
 * Replaces known German words with English ones, word by word, for an English-only embedder. Unknown words, names and code stay.
 */
export const glossGerman = (text: string): string =>
  text.replaceAll(/[\p{L}\p{M}]+/gu, (word) => glossOf(plainWord(word)) ?? word);

/** Lower case, umlauts written out. */
export const plainWord = (word: string): string =>
  word.toLowerCase().replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue").replaceAll("ß", "ss");

function glossOf(word: string): string | undefined {
  const whole = glosses.get(word);
  if (whole !== undefined) return whole;
  for (let end = word.length - 1; end >= shortestStem; end -= 1) {
    const first = glosses.get(word.slice(0, end));
    if (first === undefined) continue;
    const rest = word.slice(end);
    if (rest.length <= maxEndingLength) return first;
    const second = glossOf(rest);
    if (second !== undefined) return `${first} ${second}`;
  }
  return undefined;
}
