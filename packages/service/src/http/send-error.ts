import type { ServerResponse } from "node:http";
import { sendJson } from "./send-json.ts";
import type { ServiceError } from "./service-error.ts";

/** How an API writes an error. */
export interface ErrorForm<Failure> {
  /** The body of an answer. */
  body(failure: Failure): object;
  /** The last event of a stream, in an API that has streams. */
  event?(failure: Failure): string;
}

/** An error in the API's form: as an answer, as the last event of a stream, or, inside any other answer, by cutting the answer off. */
export function sendFailure<Failure extends { readonly status: number }>(
  response: ServerResponse,
  failure: Failure,
  form: ErrorForm<Failure>,
): void {
  if (!response.headersSent) sendJson(response, failure.status, form.body(failure));
  else if (form.event !== undefined && String(response.getHeader("content-type")).startsWith("text/event-stream")) {
    response.end(form.event(failure));
  } else {
    response.destroy();
  }
}

/** The headers that go with an error. Does nothing once the answer has begun. */
export function setErrorHeaders(
  response: ServerResponse,
  { headers, retryAfterSeconds }: Pick<ServiceError, "headers" | "retryAfterSeconds">,
): void {
  if (response.headersSent) return;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (retryAfterSeconds !== undefined) response.setHeader("retry-after", retryAfterSeconds);
}

const plainForm: ErrorForm<ServiceError> = { body: (error) => error };

/** Sends `{"error":{"code","message","param"}}`: the form of every service that is not bound to another API's. */
export function sendError(response: ServerResponse, error: ServiceError): void {
  setErrorHeaders(response, error);
  sendFailure(response, error, plainForm);
}
