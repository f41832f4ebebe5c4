export interface RetryRules {
  /** Retries as a share of requests: more would turn an overload into a larger one. */
  readonly ratio: number;
  /** So many are there at start, and come back by themselves within ten seconds, so that a quiet house is served too. */
  readonly minimum: number;
  /** Most that can be saved up. */
  readonly most: number;
}

const refillMs = 10_000;

/** Says whether one more retry may be afforded. */
export class RetryBudget {
  readonly #rules: RetryRules;
  readonly #now: () => number;
  #balance: number;
  #refilledAtMs: number;

  /** `now` is a monotonic clock in milliseconds. */
  constructor(rules: RetryRules, now: () => number = () => performance.now()) {
    this.#rules = rules;
    this.#now = now;
    this.#balance = rules.minimum;
    this.#refilledAtMs = now();
  }

  /** Each request earns its share of a retry. */
  earn(): void {
    this.#balance = Math.min(this.#rules.most, this.#balance + this.#rules.ratio);
  }

  /** True: there was one, and now it is spent. */
  spend(): boolean {
    const now = this.#now();
    const { minimum } = this.#rules;
    if (this.#balance < minimum) {
      this.#balance = Math.min(minimum, this.#balance + ((now - this.#refilledAtMs) / refillMs) * minimum);
    }
    this.#refilledAtMs = now;
    if (this.#balance < 1) return false;
    this.#balance -= 1;
    return true;
  }
}
