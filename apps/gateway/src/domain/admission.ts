import type { ServerResponse } from "node:http";
import type { Priority } from "./priority.ts";
import type { Expert } from "./expert.ts";

/** A slot in an expert; call `leave` exactly once. */
export interface Slot {
  readonly waitedMs: number;
  leave(): void;
}

/** A request for a slot. */
export interface SlotRequest {
  readonly expert: Expert;
  /** Slots are shared fairly between callers. */
  readonly caller: string;
  readonly priority: Priority;
  /** Rough upper estimate in tokens. */
  readonly cost: number;
  /** When the answer must be complete, on the monotonic clock. */
  readonly deadlineMs: number;
  /** When it closes, the caller has stopped waiting. */
  readonly response: Pick<ServerResponse, "once" | "off" | "closed">;
}

/** Bounded queues in front of experts, with priority and fairness by key. Throws ApiError `overloaded` with Retry-After. */
export interface Admission {
  enter(request: SlotRequest): Slot | Promise<Slot>;
}
