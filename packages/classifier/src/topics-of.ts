import { topicWords } from "./topic-words.ts";

const shortestStem = 5;
const topics = new Map<string, readonly string[]>();
for (const [topic, words] of Object.entries(topicWords)) {
  for (const word of words.split(/\s+/)) topics.set(word, [...(topics.get(word) ?? []), topic]);
}

/** The topics that a word hints at; expects lower case with umlauts written out. */
export function topicsOf(word: string): readonly string[] {
  for (let end = word.length; end >= Math.min(shortestStem, word.length); end -= 1) {
    const found = topics.get(word.slice(0, end));
    if (found !== undefined) return found;
  }
  return [];
}
