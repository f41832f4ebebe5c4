import { textTable } from "./spaces.ts";
import type { Statements } from "./statements.ts";

/** The cost of ranking grows with the occurrences of a query's words; only this many records are ranked, rarest words first. */
const maxRecords = 20_000;
const rememberedMs = 60_000;
const rememberedWords = 20_000;

/** In how many records words occur, cached for a minute. It only decides which words to search by. */
export class WordCounts {
  readonly #statements: Statements;
  readonly #counts = new Map<string, { readonly count: number; readonly untilMs: number }>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** The words to search by: the rarest ones that together occur in few enough records, but at least one that occurs. */
  telling(space: number, words: readonly string[]): readonly string[] {
    const known = words
      .map((word) => ({ word, count: this.#count(space, word) }))
      .filter(({ count }) => count > 0)
      .sort((left, right) => left.count - right.count);
    let records = 0;
    const chosen = known.filter(({ count }, index) => {
      records += count;
      return index === 0 || records <= maxRecords;
    });
    return chosen.map(({ word }) => word);
  }

  #count(space: number, word: string): number {
    const key = `${space}/${word}`;
    const nowMs = performance.now();
    const known = this.#counts.get(key);
    if (known !== undefined && known.untilMs > nowMs && known.count > 0) return known.count;
    const table = textTable(space);
    // A word this common will not be chosen, so counting stops there.
    const row = this.#statements
      .get(`SELECT count(*) AS count FROM (SELECT 1 FROM ${table} WHERE ${table} MATCH ? LIMIT ${maxRecords + 1})`)
      .get(`text : "${word}"`);
    const count = Number(row?.["count"] ?? 0);
    if (this.#counts.size >= rememberedWords) this.#counts.clear();
    this.#counts.set(key, { count, untilMs: nowMs + rememberedMs });
    return count;
  }
}
