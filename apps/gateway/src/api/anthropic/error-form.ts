import type { ApiFailure, ErrorForm } from "../shared/error-form.ts";
import { toEvent } from "../shared/to-event.ts";

/** Anthropic's error types, by status. */
const types: Readonly<Record<number, string>> = {
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  503: "overloaded_error",
  504: "timeout_error",
  529: "overloaded_error",
};

/** The message already names the field. Anthropic has no `code`; it is added because it is more specific than the type. */
function body({ status, envelope }: ApiFailure) {
  const { message, code } = envelope.error;
  const type = types[status] ?? (status < 500 ? "invalid_request_error" : "api_error");
  return { type: "error", error: { type, message, ...(code === null ? {} : { code }) } };
}

/** Anthropic's errors. */
export const anthropicErrors: ErrorForm = { body, event: (failure) => toEvent(body(failure)) };
