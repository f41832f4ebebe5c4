import { wordsOf } from "../store/match-expression.ts";

const longestSentence = 400;

export interface SpokenTurn {
  readonly role: string;
  readonly content: string;
}

/**
 * An extractive summary without a model: the turns' most informative sentences in order, each with its speaker. Nothing is invented,
 * since every sentence comes from a turn.
 */
export function extractSummary(turns: readonly SpokenTurn[], maxCharacters: number): string {
  const most = Math.max(fewestPerTurn, Math.floor(mostSentences / turns.length));
  const sentences = turns.flatMap(({ role, content }) => sentencesOf(content, most).map((text) => ({ role, text })));
  const counts = new Map<string, number>();
  for (const { text } of sentences) {
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  // A word in every sentence is as uninformative as a word in only one.
  const tells = (word: string): number => {
    const count = counts.get(word) ?? 0;
    return word.length < 4 || count > sentences.length / 2 ? 0 : Math.log(1 + count);
  };
  const ranked = sentences
    .map((sentence, index) => {
      const words = wordsOf(sentence.text);
      const sum = words.reduce((total, word) => total + tells(word), 0);
      // What users say about themselves is worth more than the assistant's replies.
      return { ...sentence, index, value: (sum / Math.sqrt(words.length + 4)) * (sentence.role === "user" ? 1.5 : 1) };
    })
    .sort((left, right) => right.value - left.value || left.index - right.index);
  let left = maxCharacters;
  return ranked
    .filter(({ role, text }) => {
      const length = role.length + text.length + 3;
      const fits = length <= left;
      if (fits) left -= length;
      return fits;
    })
    .sort((first, second) => first.index - second.index)
    .map(({ role, text }) => `${role}: ${text}`)
    .join("\n");
}

/**
 * The service makes summaries beside its requests, so their time is bounded: by sentences, and so by the characters that are searched for
 * them.
 */
const mostSentences = 4_000;
const fewestPerTurn = 16;

function sentencesOf(content: string, most: number): readonly string[] {
  return content
    .slice(0, most * longestSentence)
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim().slice(0, longestSentence))
    .filter((sentence) => sentence !== "")
    .slice(0, most);
}
