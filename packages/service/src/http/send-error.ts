import type { ServerResponse } from "node:http";
import { sendJson } from "./send-json.ts";
import type { ServiceError } from "./service-error.ts";

/** An API's form for errors. */
export interface ErrorForm<Failure> {
  /** The body of an answer. */
  body(failure: Failure): object;
  /** The last event, or line, of a stream, for APIs with streams. */
  event?(failure: Failure): string;
}

/** Sends an error in the API's form: as the answer, or as the last event of a stream; any other started answer is cut off. */
export function sendFailure<Failure extends { readonly status: number }>(
  response: ServerResponse,
  failure: Failure,
  form: ErrorForm<Failure>,
): void {
  if (!response.headersSent) sendJson(response, failure.status, form.body(failure));
  else if (form.event !== undefined && isStream(String(response.getHeader("content-type")))) {
    response.end(form.event(failure));
  } else {
    response.destroy();
  }
}

const isStream = (type: string): boolean => /^(?:text\/event-stream|application\/x-ndjson)/.test(type);

/** Sets an error's headers. Does nothing once the answer has started. */
export function setErrorHeaders(
  response: ServerResponse,
  { headers, retryAfterSeconds }: Pick<ServiceError, "headers" | "retryAfterSeconds">,
): void {
  if (response.headersSent) return;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (retryAfterSeconds !== undefined) response.setHeader("retry-after", retryAfterSeconds);
}

const plainForm: ErrorForm<ServiceError> = { body: (error) => error };

/** Sends `{"error":{"code","message","param"}}`: the form of all services that do not follow another API. */
export function sendError(response: ServerResponse, error: ServiceError): void {
  setErrorHeaders(response, error);
  sendFailure(response, error, plainForm);
}
