import type { Caller } from "../keys/key-ring.ts";
import type { Expert } from "../routing/expert.ts";

/** A place at an expert; given back once. */
export interface Place {
  readonly waitedMs: number;
  leave(): void;
}

/** Bounded queues in front of experts, with priority and fairness by key. Throws ApiError 429 or 503 with Retry-After when full or late. */
export interface Admission {
  enter(expert: Expert, caller: Caller, signal: AbortSignal): Place | Promise<Place>;
}
