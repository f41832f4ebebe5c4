import type { Caller } from "./caller.ts";
import type { Choice } from "./choice.ts";
import type { Inference } from "./inference.ts";
import type { Usage } from "./usage.ts";

/** What was set aside for a request while it runs. Exactly one of the two is called, once. */
export interface Reservation {
  /** For the answer: `x-ratelimit-limit-requests` and its like. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer is over: what it took is booked, the rest given back. `expert`: name of the one that answered, for its price. */
  settle(usage: Usage, expert?: string): void;
  /** Nothing was answered: all is given back. */
  release(): void;
}

/** Permissions, rates and budgets of a key. Throws ApiError 403, 429 or 503, the last two with Retry-After; reserves before anything is asked of an expert. */
export interface Allowance {
  reserve(caller: Caller, inference: Inference, choice: Choice): Reservation | Promise<Reservation>;
}
