/** The similarity of two texts: F1 of their words, from 0 to 1. */
export function wordOverlap(answer: string, expected: string): number {
  const given = wordsOf(answer);
  const wanted = wordsOf(expected);
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of given) {
    const count = left.get(word) ?? 0;
    if (count > 0) {
      shared += 1;
      left.set(word, count - 1);
    }
  }
  return shared === 0 ? 0 : (2 * shared) / (given.length + wanted.length);
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{M}\d]+/gu) ?? [];

/** What a judge is asked about an answer. */
export const judgeQuestion = (prompt: string, answer: string): string =>
  [
    "Grade the answer to the request from 0 (useless or wrong) to 10 (right, complete and to the point).",
    "Reply with the number alone.",
    `Request:\n${prompt}`,
    `Answer:\n${answer}`,
  ].join("\n\n");

/** The grade in a judge's reply as a share of 10; undefined if it gave none. */
export function gradeOf(reply: string): number | undefined {
  const match = /(?<![\d.])(10|\d)(?:\.\d+)?(?!\d)/.exec(reply);
  return match === null ? undefined : Math.min(10, Number(match[0])) / 10;
}
