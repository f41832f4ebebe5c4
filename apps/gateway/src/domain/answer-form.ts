import type { Usage } from "./usage.ts";

/**
 * Puts an expert's answer (of the API at `Inference.path`) into the form of the caller's API. Made anew for each request, since a
 * stream has a state. What comes out replaces the expert's bytes, so the expert's content length does not go along. Metrics,
 * budgets and caches see the expert's answer, before this.
 */
export interface AnswerForm {
  /** A whole JSON answer. Throws ApiError `expert_failed` where it is not what the expert's API promises. */
  whole(answer: Buffer): Buffer;
  /** Whole events of a stream; may come out empty. Throws ApiError `expert_failed` as above. */
  events(events: Buffer): Buffer;
  /** The stream has ended well: what the API says last. */
  end(): Buffer;
  /** The events become one whole answer: nothing comes of `events`, JSON of `end`. */
  readonly gathers?: boolean;
  /** What all of it has taken so far, where the answer's end does not say it. */
  usage?(): Partial<Usage> | undefined;
}
