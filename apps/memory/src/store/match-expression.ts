/** More words make a query slower but no better. */
const maxWords = 32;

/** The distinct words of a text in lower case, in order. */
export function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return [...new Set(words)].slice(0, maxWords);
}

/** An FTS5 expression that matches any of the words, quoted so that none acts as an operator. Undefined if there are none. */
export function matchExpression(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : `text : (${words.map((word) => `"${word}"`).join(" OR ")})`;
}
