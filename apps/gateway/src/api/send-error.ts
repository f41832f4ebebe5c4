import type { ServerResponse } from "node:http";
import { errorFormOf } from "./error-form-of.ts";
import type { ApiError, ErrorEnvelope } from "../domain/api-error.ts";
import { sendJson } from "@hearth/service/send-json.ts";

/** An error of the gateway's own. */
export function sendError(response: ServerResponse, error: ApiError): void {
  if (!response.headersSent) {
    for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
    if (error.retryAfterSeconds !== undefined) response.setHeader("retry-after", error.retryAfterSeconds);
  }
  sendFailure(response, error.row.status, error.toJSON());
}

/** An error in the form of the caller's API: as an answer, as a last event of a stream, or, inside any other answer, by cutting it off. */
export function sendFailure(response: ServerResponse, status: number, envelope: ErrorEnvelope): void {
  const form = errorFormOf(response.req);
  if (!response.headersSent) sendJson(response, status, form.body({ status, envelope }));
  else if (String(response.getHeader("content-type")).startsWith("text/event-stream")) {
    response.end(form.event({ status, envelope }));
  } else {
    response.destroy();
  }
}
