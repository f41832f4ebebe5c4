import type { Caller } from "./caller.ts";
import type { Expert } from "./expert.ts";
import type { Inference } from "./inference.ts";

/** Where a request goes, and why. The reason appears in the answer's headers, the log and the trace. */
export interface Choice {
  /** The chosen expert, then its fallbacks in order. Not empty. */
  readonly experts: readonly Expert[];
  /** The route's name, such as `code`, if there was one; else how the expert was found: `name`, `alias`, `model`, `auto`. */
  readonly route: string;
  /** For people, such as `semantic 0.93`. */
  readonly reason: string;
  /** Equal for requests that share a conversation or a prompt's beginning: `Outstanding.pick` keeps them on one instance. */
  readonly affinity?: string | undefined;
  /** The outside models among the experts that must not get memories, by the policy. Absent: none. */
  readonly withoutNotes?: ReadonlySet<Expert>;
}

/** Routing. Throws ApiError `model_not_found`, `unsupported_model` or `expert_unavailable`. */
export interface Chooser {
  /** Synchronous unless an embedding is needed: routing by name must cost nothing. */
  choose(inference: Inference, caller: Caller): Choice | Promise<Choice>;
}
