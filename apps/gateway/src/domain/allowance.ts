import type { Caller } from "./caller.ts";
import type { Choice } from "./choice.ts";
import type { Inference } from "./inference.ts";
import type { Usage } from "./usage.ts";

/** An amount reserved for a request while it runs. Call exactly one of `settle` and `release`, once. */
export interface Reservation {
  /** Headers for the answer, such as `x-ratelimit-limit-requests`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Books what the answer took and returns the rest. `expert`: name of the expert that answered, for its price. */
  settle(usage: Usage, expert?: string): void;
  /** Returns everything; nothing was answered. */
  release(): void;
}

/** Permissions, rates and budgets of a key; reserves before an expert is asked. Throws ApiError 403, 429 or 503, the last two with Retry-After. */
export interface Allowance {
  reserve(caller: Caller, inference: Inference, choice: Choice): Reservation | Promise<Reservation>;
}
