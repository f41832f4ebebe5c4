import type { ErrorEnvelope } from "./api-error.ts";
import type { Usage } from "./usage.ts";

/**
 * Translates an expert's answer (of the API at `Inference.path`) into the form of the caller's API. One per request, since streams
 * have state. The output replaces the expert's bytes, so the expert's content length is dropped. Metrics, budgets and caches see
 * the expert's answer before translation.
 */
export interface AnswerForm {
  /** Translates a whole JSON answer. Throws ApiError `expert_failed` if it breaks the expert's API. */
  whole(answer: Buffer): Buffer;
  /** Translates whole events of a stream; the result may be empty. Throws ApiError `expert_failed` as above. */
  events(events: Buffer): Buffer;
  /** The last bytes of a stream that ended well. */
  end(): Buffer;
  /** The last events of a stream that broke off, for APIs in which they depend on the ones before. Empty: it has ended already. */
  failed?(envelope: ErrorEnvelope): string;
  /** The events are gathered into one answer: `events` returns nothing, `end` the JSON. */
  readonly gathers?: boolean;
  /** The caller gets lines of JSON instead of events, so there is no place for comments. */
  readonly lines?: boolean;
  /** Known at an answer's end: it was not good enough, and the expert is to be asked once more. */
  readonly unfinished?: boolean;
  /** The body to ask with; the form then reads the next answer. */
  again?(): Buffer;
  /** The usage so far, for answers whose end does not report it. */
  usage?(): Partial<Usage> | undefined;
}
