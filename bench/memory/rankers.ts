/** Names of skills for a question, best first. What scores nothing is left out. */
export type Ranker = (question: string) => Promise<readonly string[]>;

interface Text {
  readonly name: string;
  readonly text: string;
}

const tokens = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function best(scores: readonly (readonly [name: string, score: number])[]): readonly string[] {
  return scores
    .filter(([, score]) => score > 0)
    .toSorted((a, b) => b[1] - a[1])
    .map(([name]) => name);
}

/** What a LIKE search does, made as strong as it gets: each word of three letters or more that occurs in the text counts. */
export function substringRanker(texts: readonly Text[]): Ranker {
  const lower = texts.map(({ name, text }) => [name, text.toLowerCase()] as const);
  return (question) => {
    const words = tokens(question).filter((word) => word.length >= 3);
    const count = (text: string): number => words.filter((word) => text.includes(word)).length;
    return Promise.resolve(best(lower.map(([name, text]) => [name, count(text)])));
  };
}

const k1 = 1.2;
const b = 0.75;

/** Okapi BM25 over whole words, nothing else. */
export function bm25Ranker(texts: readonly Text[]): Ranker {
  const documents = texts.map(({ name, text }) => ({ name, words: tokens(text) }));
  const averageLength = documents.reduce((sum, { words }) => sum + words.length, 0) / documents.length;
  const inDocuments = new Map<string, number>();
  for (const { words } of documents)
    for (const word of new Set(words)) inDocuments.set(word, (inDocuments.get(word) ?? 0) + 1);
  const rarity = (word: string): number => {
    const count = inDocuments.get(word) ?? 0;
    return Math.log(1 + (documents.length - count + 0.5) / (count + 0.5));
  };
  return (question) =>
    Promise.resolve(
      best(
        documents.map(({ name, words }) => {
          const score = [...new Set(tokens(question))].reduce((sum, word) => {
            const frequency = words.filter((other) => other === word).length;
            const length = 1 - b + (b * words.length) / averageLength;
            return sum + (rarity(word) * frequency * (k1 + 1)) / (frequency + k1 * length);
          }, 0);
          return [name, score];
        }),
      ),
    );
}

/** Normalised discounted cumulative gain of one right answer among the first ten. */
export function gainAt10(ranked: readonly string[], right: string): number {
  const index = ranked.slice(0, 10).indexOf(right);
  return index === -1 ? 0 : 1 / Math.log2(index + 2);
}
