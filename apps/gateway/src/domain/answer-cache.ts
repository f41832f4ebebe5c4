import type { Caller } from "./caller.ts";
import type { Choice } from "./choice.ts";
import type { Inference } from "./inference.ts";
import type { Expert } from "./expert.ts";

export interface CachedAnswer {
  readonly how: "exact" | "semantic";
  /** The unstreamed answer as JSON; a streamed request gets it as events. */
  readonly body: Buffer;
}

/** Cached answers, separate per API key, model and parameters. */
export interface AnswerCache {
  /** Undefined if there is none, or the request must not be answered from a cache. */
  find(
    caller: Caller,
    inference: Inference,
    choice: Choice,
  ): CachedAnswer | undefined | Promise<CachedAnswer | undefined>;
  /** Whether to collect the answer to this request; only then is `keep` called. */
  wants(inference: Inference): boolean;
  /** `expert` gave the answer; `body` is all of it: JSON, or the events of a stream. Only after `find`. */
  keep(inference: Inference, expert: Expert, body: Buffer): void;
}
