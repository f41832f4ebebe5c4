export interface RetryRules {
  /** Retries as a share of requests; too many would make an overload worse. */
  readonly ratio: number;
  /** Retries available at start, refilled within ten seconds, so that retries work with little traffic too. */
  readonly minimum: number;
  /** Most retries that can be saved up. */
  readonly most: number;
}

const refillMs = 10_000;

/** Limits retries to a share of the requests. */
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

  /** Adds one request's share of a retry. */
  earn(): void {
    this.#balance = Math.min(this.#rules.most, this.#balance + this.#rules.ratio);
  }

  /** Takes one retry; false if none is left. */
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
