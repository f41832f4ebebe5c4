/** The rate limit of a key. */
export interface Rate {
  readonly requestsPerSecond: number;
  /** Requests at once after a pause. */
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  filledMs: number;
}

/** A token bucket per key. The clock is monotonic, so changes of the system time do not matter. */
export class RateLimiter {
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Takes a token and returns 0, or returns the seconds until there is one. The ids are those of created keys, so they are bounded. */
  take(key: string): number {
    const { requestsPerSecond, burst } = this.#rate;
    const nowMs = this.#now();
    const bucket = this.#buckets.get(key) ?? { tokens: burst, filledMs: nowMs };
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.filledMs) / 1_000) * requestsPerSecond);
    bucket.filledMs = nowMs;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / requestsPerSecond);
    bucket.tokens -= 1;
    return 0;
  }
}
