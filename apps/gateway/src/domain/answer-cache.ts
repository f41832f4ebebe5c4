import type { Caller } from "./caller.ts";
import type { Choice } from "./choice.ts";
import type { Inference } from "./inference.ts";
import type { Expert } from "./expert.ts";

export interface CachedAnswer {
  readonly how: "exact" | "semantic";
  /** A whole answer as JSON, as the API's unstreamed answer; a streamed request gets it as events. */
  readonly body: Buffer;
}

/** Answers that need no expert. Kept apart by key, model and parameters. */
export interface AnswerCache {
  /** Undefined: not there, or this request is not to be answered from a cache. */
  find(
    caller: Caller,
    inference: Inference,
    choice: Choice,
  ): CachedAnswer | undefined | Promise<CachedAnswer | undefined>;
  /** Whether the answer to this request is worth collecting; only then is `keep` called. */
  wants(inference: Inference): boolean;
  /** `expert` is the one that answered; `body` is its whole answer: JSON, or the events of a streamed one. Only after `find`. */
  keep(inference: Inference, expert: Expert, body: Buffer): void;
}
