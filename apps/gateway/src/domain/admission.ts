import type { ServerResponse } from "node:http";
import type { Priority } from "./priority.ts";
import type { Expert } from "./expert.ts";

/** A place at an expert; given back once. */
export interface Place {
  readonly waitedMs: number;
  leave(): void;
}

/** A request that asks to be let in. */
export interface Entrance {
  readonly expert: Expert;
  /** Whose it is; places are shared fairly between callers. */
  readonly caller: string;
  readonly priority: Priority;
  /** Tokens that it will take at most, roughly. */
  readonly cost: number;
  /** On the monotonic clock: by then the answer has to be over. */
  readonly deadlineMs: number;
  /** Its closing means that nobody waits any more. */
  readonly response: Pick<ServerResponse, "once" | "off" | "closed">;
}

/** Bounded queues in front of experts, with priority and fairness by key. Throws ApiError `overloaded` with Retry-After. */
export interface Admission {
  enter(entrance: Entrance): Place | Promise<Place>;
}
