import {
  FrameError,
  ServiceError,
  type ErrorDetails,
  type ErrorRow as ServiceErrorRow,
  type FrameErrorCode,
} from "@hearth/service/http/service-error.ts";

export type ErrorType =
  | "invalid_request_error"
  | "authentication_error"
  | "permission_error"
  | "rate_limit_error"
  | "insufficient_quota"
  | "server_error"
  | "timeout_error";

interface ErrorRow extends ServiceErrorRow {
  readonly type: ErrorType;
}

/** Every error that the gateway itself returns: OpenAI's `code` with its status and type. */
export const apiErrors = {
  invalid_json: { status: 400, type: "invalid_request_error" },
  invalid_value: { status: 400, type: "invalid_request_error" },
  unsupported_model: { status: 400, type: "invalid_request_error" },
  context_length_exceeded: { status: 400, type: "invalid_request_error" },
  bad_request: { status: 400, type: "invalid_request_error" },
  invalid_api_key: { status: 401, type: "authentication_error" },
  permission_denied: { status: 403, type: "permission_error" },
  origin_denied: { status: 403, type: "permission_error" },
  address_denied: { status: 403, type: "permission_error" },
  previous_response_not_found: { status: 404, type: "invalid_request_error" },
  response_not_found: { status: 404, type: "invalid_request_error" },
  item_not_found: { status: 404, type: "invalid_request_error" },
  model_not_found: { status: 404, type: "invalid_request_error" },
  unknown_url: { status: 404, type: "invalid_request_error" },
  method_not_allowed: { status: 405, type: "invalid_request_error" },
  request_timeout: { status: 408, type: "invalid_request_error" },
  request_too_large: { status: 413, type: "invalid_request_error" },
  unsupported_encoding: { status: 415, type: "invalid_request_error" },
  unfit_answer: { status: 422, type: "invalid_request_error" },
  upgrade_unsupported: { status: 426, type: "invalid_request_error" },
  rate_limit_exceeded: { status: 429, type: "rate_limit_error", retryAfterSeconds: 1 },
  insufficient_quota: { status: 429, type: "insufficient_quota", retryAfterSeconds: 60 },
  headers_too_large: { status: 431, type: "invalid_request_error" },
  internal_error: { status: 500, type: "server_error" },
  expert_failed: { status: 502, type: "server_error" },
  expert_unavailable: { status: 503, type: "server_error", retryAfterSeconds: 5 },
  limits_unavailable: { status: 503, type: "server_error", retryAfterSeconds: 5 },
  overloaded: { status: 503, type: "server_error", retryAfterSeconds: 5 },
  deadline_exceeded: { status: 504, type: "timeout_error" },
  expert_timeout: { status: 504, type: "timeout_error" },
  expert_stalled: { status: 504, type: "timeout_error" },
} as const satisfies Record<FrameErrorCode, ErrorRow> & Record<string, ErrorRow>;

export type ApiErrorCode = keyof typeof apiErrors;

/** The body of every error answer, and of an error event in a stream. */
export interface ErrorEnvelope {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** An error answer in OpenAI's form. Routes throw it; app.ts sends it. */
export class ApiError extends ServiceError<ApiErrorCode> {
  override readonly name = "ApiError";

  /** `details`: the invalid field, such as `messages[0].role`, or all details. */
  constructor(code: ApiErrorCode, message: string, details: ErrorDetails | string | null = null) {
    super(code, message, {
      ...(typeof details === "string" ? { param: details } : details),
      row: apiErrors[code],
    });
  }

  get row(): ErrorRow {
    return apiErrors[this.code];
  }

  override toJSON(): ErrorEnvelope {
    return { error: { message: this.message, type: this.row.type, param: this.param, code: this.code } };
  }
}

/** A thrown value as an API error, including the HTTP layer's refusals; undefined if it is a bug. */
export function toKnownError(thrown: unknown): ApiError | undefined {
  if (thrown instanceof ApiError) return thrown;
  if (!(thrown instanceof FrameError)) return undefined;
  const { code, message, param, headers } = thrown;
  return new ApiError(code, message, { param, headers });
}
