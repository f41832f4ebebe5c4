import type { ErrorEnvelope } from "../../domain/api-error.ts";

/** An error before it is put into an API's form. */
export interface ApiFailure {
  readonly status: number;
  readonly envelope: ErrorEnvelope;
}

/** How an API says that something went wrong. */
export interface ErrorForm {
  /** The body of an answer. */
  body(failure: ApiFailure): object;
  /** The last event of a stream. */
  event(failure: ApiFailure): string;
}
