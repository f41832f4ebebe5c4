/** Words beyond these make a query slow and no better. */
const mostWords = 32;

/** The words of a text, lower case, each once, in order. */
export function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return [...new Set(words)].slice(0, mostWords);
}

/** An FTS5 expression that finds any of the words; quoted, so that none is an operator. Undefined where there are none. */
export function matchExpression(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : `text : (${words.map((word) => `"${word}"`).join(" OR ")})`;
}
