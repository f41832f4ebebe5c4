import type { ServerResponse } from "node:http";
import { sendFailure, setErrorHeaders } from "@hearth/service/http/send-error.ts";
import type { AnswerForm } from "../domain/answer-form.ts";
import type { ApiError } from "../domain/api-error.ts";
import { errorFormOf } from "./error-form-of.ts";
import type { ApiFailure } from "./shared/error-form.ts";

/** Sends one of the gateway's own errors. `begun`: the form of an answer that may have begun. */
export function sendError(response: ServerResponse, error: ApiError, begun?: AnswerForm): void {
  setErrorHeaders(response, error);
  sendEnvelope(response, { status: error.status, envelope: error.toJSON() }, begun);
}

/** Sends an error in the form of the caller's API: as the answer, or as the last event of a stream; any other started answer is cut off. */
export function sendEnvelope(response: ServerResponse, failure: ApiFailure, begun?: AnswerForm): void {
  if (!response.headersSent) setFinality(response, failure.status);
  const form = errorFormOf(response.req);
  sendFailure(response, failure, {
    body: form.body,
    event: (failed) => begun?.failed?.(failed.envelope) ?? form.event(failed),
  });
}

/** A caller's mistakes that another try may not repeat. */
const mayPass: ReadonlySet<number> = new Set([408, 409, 429]);

/** Tells clients that a retry is of no use: those of OpenAI and Anthropic obey it, and Claude Code otherwise retries a 401 for minutes. */
function setFinality(response: ServerResponse, status: number): void {
  if (status >= 400 && status < 500 && !mayPass.has(status)) response.setHeader("x-should-retry", "false");
  if (status === 401) response.setHeader("www-authenticate", "Bearer");
}
