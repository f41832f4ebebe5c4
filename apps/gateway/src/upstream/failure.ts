import { errors } from "undici";
import { ApiError, type ApiErrorCode } from "../openai/api-error.ts";

/** Why an expert did not answer, or not to the end. A closed list: it is a metrics label. */
export type FailureReason =
  | "connect_failed"
  | "connection_lost"
  | "first_byte_timeout"
  | "stalled"
  | "invalid_response"
  | "caller_left"
  | "caller_stalled";

/** What an attempt is ended with. */
export class UpstreamFailure extends Error {
  override readonly name = "UpstreamFailure";
  readonly reason: FailureReason;

  constructor(reason: FailureReason, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

/** Errors of a connection that was never made; the request cannot have reached the expert. */
const connectCodes = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "ENOTFOUND",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** The answer breaks HTTP's own rules. */
const isProtocolError = (error: Error): boolean =>
  error instanceof errors.HTTPParserError ||
  error instanceof errors.HeadersOverflowError ||
  error instanceof errors.ResponseContentLengthMismatchError;

/** Names what undici threw. */
export function toFailure(error: Error): UpstreamFailure {
  if (error instanceof UpstreamFailure) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (connectCodes.has(code)) return new UpstreamFailure("connect_failed", error);
  return new UpstreamFailure(isProtocolError(error) ? "invalid_response" : "connection_lost", error);
}

const answers: Readonly<Record<FailureReason, { readonly code: ApiErrorCode; readonly text: string }>> = {
  connect_failed: { code: "expert_unavailable", text: "cannot be reached. Try again shortly" },
  connection_lost: { code: "expert_unavailable", text: "broke off its connection. Try again shortly" },
  first_byte_timeout: { code: "expert_timeout", text: "did not answer in time" },
  stalled: { code: "expert_stalled", text: "stopped in the middle of its answer" },
  invalid_response: { code: "expert_failed", text: "sent an answer that is not valid" },
  caller_left: { code: "bad_request", text: "was not needed any more: the connection was closed" },
  caller_stalled: { code: "request_timeout", text: "was stopped: its answer was not read" },
};

/** What the caller is told. */
export function toApiError(failure: UpstreamFailure, expert: string): ApiError {
  const { code, text } = answers[failure.reason];
  return new ApiError(code, `The expert '${expert}' ${text}.`);
}

/** True where the caller is the one who left or does not read: nobody is there to be told, and no expert is to blame. */
export const isCallers = ({ reason }: UpstreamFailure): boolean =>
  reason === "caller_left" || reason === "caller_stalled";
