import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Compiled statements by their text. The set of texts is bounded; as a safeguard, the oldest are evicted. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #byText = new Map<string, StatementSync>();
  readonly #most: number;

  constructor(database: DatabaseSync, most = 256) {
    this.#database = database;
    this.#most = most;
  }

  get(sql: string): StatementSync {
    const known = this.#byText.get(sql);
    if (known !== undefined) return known;
    const [oldest] = this.#byText.keys();
    if (this.#byText.size >= this.#most && oldest !== undefined) this.#byText.delete(oldest);
    const made = this.#database.prepare(sql);
    this.#byText.set(sql, made);
    return made;
  }
}
