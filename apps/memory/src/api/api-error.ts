import { frameErrors, ServiceError, type ErrorDetails, type ErrorRow } from "@hearth/service/http/service-error.ts";

/** Every error that the service returns. */
export const apiErrors = {
  ...frameErrors,
  forbidden: { status: 403 },
  not_found: { status: 404 },
  conflict: { status: 409 },
  /** A document that cannot be read as its declared type. */
  unreadable: { status: 422 },
  rate_limited: { status: 429 },
  /** The key that a sensitive field was encrypted with is not in the key file. */
  key_missing: { status: 500 },
  unavailable: { status: 503, retryAfterSeconds: 5 },
  /** A quota is used up, or the disk is full. */
  full: { status: 507 },
} as const satisfies Record<string, ErrorRow>;

export type ApiErrorCode = keyof typeof apiErrors;

/** An error answer of this service. Handlers throw it. */
export class ApiError extends ServiceError<ApiErrorCode> {
  override readonly name = "ApiError";

  constructor(code: ApiErrorCode, message: string, details?: ErrorDetails) {
    super(code, message, { ...details, row: apiErrors[code] });
  }
}
