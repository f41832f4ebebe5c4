import type { Caller } from "./caller.ts";
import type { Expert } from "./expert.ts";
import type { Inference } from "./inference.ts";

/** Where a request goes, and why; the reason is in the answer's headers, the log and the trace. */
export interface Choice {
  /** In the order in which they are asked: the chosen one, then its fallbacks. Not empty. */
  readonly experts: readonly Expert[];
  /** The route's name where one was taken, as in `code`; else how the expert was found: `name`, `alias`, `model`, `auto`. */
  readonly route: string;
  /** For people, as in `semantic 0.93`. */
  readonly reason: string;
  /** The same for requests that share a conversation or a prompt's beginning: `Outstanding.pick` keeps them at one instance. */
  readonly affinity?: string | undefined;
  /** Those of the experts, outside the house, that the policy keeps memories from. Absent: none. */
  readonly withoutNotes?: ReadonlySet<Expert>;
}

/** Routing. Throws ApiError `model_not_found`, `unsupported_model` or `expert_unavailable`. */
export interface Chooser {
  /** Synchronous where no embedding is needed, for routing by name must cost nothing. */
  choose(inference: Inference, caller: Caller): Choice | Promise<Choice>;
}
