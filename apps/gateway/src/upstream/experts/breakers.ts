/** What trips a breaker, and how long it stays open. */
export interface BreakerRules {
  /** Trips after this many failures in a row, */
  readonly failuresInARow: number;
  /** or when this share of the last `window` outcomes (at most 30) failed. */
  readonly failedShare: number;
  readonly window: number;
  /** How long it stays open the first time; doubled with each failed trial, up to the longest. */
  readonly openMs: number;
  readonly maxOpenMs: number;
}

export type BreakerState = "closed" | "open" | "half_open";

interface Breaker {
  /** The last outcomes as bits: 1 is a failure, the lowest bit the newest. */
  outcomes: number;
  seen: number;
  inARow: number;
  /** On the monotonic clock; undefined while closed. */
  openUntilMs: number | undefined;
  openedTimes: number;
  /** Until then a half-open trial blocks others; a trial that hangs must not block them forever. */
  trialUntilMs: number;
}

/** A trial without a first byte blocks others this long at most: an unstreamed answer can take minutes. */
const maxTrialMs = 5_000;

/**
 * A circuit breaker per instance: an instance that fails gets no requests for a while, then a single trial (half-open). Instances
 * without failures have no entry, so a healthy request costs one lookup in an empty map.
 */
export class Breakers {
  readonly #breakers = new Map<string, Breaker>();
  readonly #rules: BreakerRules;
  readonly #now: () => number;
  readonly #onChange: (origin: string, state: BreakerState) => void;

  /** `now` is a monotonic clock in milliseconds. */
  constructor(
    rules: BreakerRules,
    onChange: (origin: string, state: BreakerState) => void = () => undefined,
    now: () => number = () => performance.now(),
  ) {
    this.#rules = rules;
    this.#onChange = onChange;
    this.#now = now;
  }

  state(origin: string): BreakerState {
    const openUntilMs = this.#breakers.get(origin)?.openUntilMs;
    if (openUntilMs === undefined) return "closed";
    return this.#now() < openUntilMs ? "open" : "half_open";
  }

  /** The instances that may be asked; the same array if that is all of them. */
  usable<T extends { readonly origin: string }>(instances: readonly T[]): readonly T[] {
    if (this.#breakers.size === 0) return instances;
    return instances.filter(({ origin }) => this.allows(origin));
  }

  allows(origin: string): boolean {
    const breaker = this.#breakers.get(origin);
    if (breaker?.openUntilMs === undefined) return true;
    const now = this.#now();
    return now >= breaker.openUntilMs && now >= breaker.trialUntilMs;
  }

  /** Time until the first of them may be tried again; 0 if one may be tried now. */
  waitMs(instances: readonly { readonly origin: string }[]): number {
    const now = this.#now();
    const waits = instances.map(({ origin }) => {
      const { openUntilMs = 0, trialUntilMs = 0 } = this.#breakers.get(origin) ?? {};
      return Math.max(openUntilMs, trialUntilMs) - now;
    });
    return waits.length === 0 ? 0 : Math.max(0, Math.min(...waits));
  }

  /** Call when a request is sent to the instance; while half-open, it is the only one. */
  started(origin: string): void {
    if (this.#breakers.size === 0) return;
    const breaker = this.#breakers.get(origin);
    if (breaker?.openUntilMs === undefined) return;
    breaker.trialUntilMs = this.#now() + maxTrialMs;
    this.#onChange(origin, "half_open");
  }

  /** Call when the instance has started to answer. */
  succeeded(origin: string): void {
    if (this.#breakers.size === 0) return;
    const breaker = this.#breakers.get(origin);
    if (breaker === undefined) return;
    if (breaker.openUntilMs !== undefined) {
      this.#breakers.delete(origin);
      this.#onChange(origin, "closed");
      return;
    }
    this.#record(breaker, 0);
    breaker.inARow = 0;
    if (breaker.outcomes === 0) this.#breakers.delete(origin);
  }

  /** Call when the request ended without saying anything about the instance's health; the next may try. */
  withdrawn(origin: string): void {
    const breaker = this.#breakers.get(origin);
    if (breaker !== undefined) breaker.trialUntilMs = 0;
  }

  failed(origin: string): void {
    const { failuresInARow, failedShare, window } = this.#rules;
    const breaker = this.#breakers.get(origin) ?? newBreaker();
    this.#breakers.set(origin, breaker);
    this.#record(breaker, 1);
    breaker.inARow += 1;
    if (breaker.openUntilMs !== undefined) {
      // Failures of requests sent before it opened say nothing new; the trial's failure does.
      if (breaker.trialUntilMs > 0) this.#open(origin, breaker);
      return;
    }
    const many = breaker.seen >= window && bitsIn(breaker.outcomes) >= failedShare * window;
    if (breaker.inARow >= failuresInARow || many) this.#open(origin, breaker);
  }

  /** Drops instances that no longer exist, so that the map does not grow. */
  retain(present: ReadonlySet<string>): void {
    for (const origin of this.#breakers.keys()) if (!present.has(origin)) this.#breakers.delete(origin);
  }

  #open(origin: string, breaker: Breaker): void {
    const { openMs, maxOpenMs } = this.#rules;
    breaker.openUntilMs = this.#now() + Math.min(maxOpenMs, openMs * 2 ** breaker.openedTimes);
    breaker.openedTimes += 1;
    breaker.trialUntilMs = 0;
    this.#onChange(origin, "open");
  }

  #record(breaker: Breaker, outcome: 0 | 1): void {
    const mask = 2 ** this.#rules.window - 1;
    breaker.outcomes = ((breaker.outcomes << 1) | outcome) & mask;
    breaker.seen = Math.min(breaker.seen + 1, this.#rules.window);
  }
}

const newBreaker = (): Breaker => ({
  outcomes: 0,
  seen: 0,
  inARow: 0,
  openUntilMs: undefined,
  openedTimes: 0,
  trialUntilMs: 0,
});

function bitsIn(number: number): number {
  let count = 0;
  for (let rest = number; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
