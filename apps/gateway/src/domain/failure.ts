import { ApiError, type ApiErrorCode } from "./api-error.ts";
import { rightStatus } from "./right-status.ts";

/** Why an expert gave no answer or only a part. A closed list, since it is a metrics label. */
export type FailureReason =
  | "circuit_open"
  | "loading"
  | "connect_failed"
  | "connection_lost"
  | "first_byte_timeout"
  | "stalled"
  | "invalid_response"
  | "status_5xx"
  | "status_429"
  | "probe_failed"
  | "refused"
  | "deadline"
  | "caller_left"
  | "caller_stalled";

/** An expert's own error answer, read whole. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

/** The failure of an attempt. */
export class UpstreamFailure extends Error {
  override readonly name = "UpstreamFailure";
  readonly reason: FailureReason;
  /** The expert's own error answer, if it sent one. */
  readonly answer: ErrorAnswer | undefined;

  constructor(reason: FailureReason, { cause, answer }: { cause?: unknown; answer?: ErrorAnswer } = {}) {
    super(reason, { cause });
    this.reason = reason;
    this.answer = answer;
  }
}

/** 501 says nothing about the expert's health, and a retry would not help. */
const notImplemented = 501;

/** Classifies an expert's error answer. */
export function toRefusal(said: ErrorAnswer): UpstreamFailure {
  const status = rightStatus(said.status, said.body);
  // llama-server's answer until its model is in memory. Nothing is wrong with it.
  if (status === 503 && said.body.includes("Loading model")) return new UpstreamFailure("loading");
  const answer = { ...said, status };
  const reason = status === 429 ? "status_429" : status >= 500 && status !== notImplemented ? "status_5xx" : "refused";
  return new UpstreamFailure(reason, { answer });
}

const answers: Readonly<Record<FailureReason, { readonly code: ApiErrorCode; readonly text: string }>> = {
  circuit_open: { code: "expert_unavailable", text: "has failed repeatedly and is paused" },
  loading: { code: "expert_unavailable", text: "is loading its model. Try again shortly" },
  connect_failed: { code: "expert_unavailable", text: "cannot be reached. Try again shortly" },
  connection_lost: { code: "expert_unavailable", text: "closed the connection. Try again shortly" },
  first_byte_timeout: { code: "expert_timeout", text: "did not answer in time" },
  stalled: { code: "expert_stalled", text: "stopped in the middle of its answer" },
  invalid_response: { code: "expert_failed", text: "sent an invalid answer" },
  status_5xx: { code: "expert_failed", text: "failed" },
  status_429: { code: "overloaded", text: "is overloaded" },
  probe_failed: { code: "expert_unavailable", text: "is not generating output" },
  refused: { code: "expert_failed", text: "refused the request" },
  deadline: { code: "deadline_exceeded", text: "did not finish before your deadline" },
  caller_left: { code: "bad_request", text: "was no longer needed: you closed the connection" },
  caller_stalled: { code: "request_timeout", text: "was stopped: its answer was not read" },
};

/** The caller's error when the expert sent none of its own. */
export function toApiError({ reason }: UpstreamFailure, expert: string, retryAfterSeconds?: number): ApiError {
  const { code, text } = answers[reason];
  return new ApiError(
    code,
    `The expert '${expert}' ${text}.`,
    retryAfterSeconds === undefined ? null : { retryAfterSeconds },
  );
}

/** True if the caller left or stopped reading: there is no one to send an error to, and no expert is to blame. */
export const isCallerFault = ({ reason }: UpstreamFailure): boolean =>
  reason === "caller_left" || reason === "caller_stalled";

const notTheExpertsFault: ReadonlySet<FailureReason> = new Set([
  "circuit_open",
  "loading",
  "refused",
  "deadline",
  "caller_left",
  "caller_stalled",
]);

/** True if the expert is to blame: its breaker counts the failure, and another expert may do better. */
export const isExpertFault = ({ reason }: UpstreamFailure): boolean => !notTheExpertsFault.has(reason);
