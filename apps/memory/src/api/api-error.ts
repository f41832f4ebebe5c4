interface ErrorRow {
  readonly status: number;
  /** Seconds for a `Retry-After` header, where trying again helps. */
  readonly retryAfterSeconds?: number;
}

/** Every error that the service answers with. */
export const apiErrors = {
  bad_request: { status: 400 },
  invalid_json: { status: 400 },
  invalid_value: { status: 400 },
  invalid_api_key: { status: 401 },
  forbidden: { status: 403 },
  not_found: { status: 404 },
  unknown_url: { status: 404 },
  method_not_allowed: { status: 405 },
  request_timeout: { status: 408 },
  conflict: { status: 409 },
  request_too_large: { status: 413 },
  unsupported_encoding: { status: 415 },
  /** A document that cannot be read as what it is said to be. */
  unreadable: { status: 422 },
  rate_limited: { status: 429 },
  headers_too_large: { status: 431 },
  internal_error: { status: 500 },
  /** The key that a sensitive field was encrypted with is not in the key file. */
  key_missing: { status: 500 },
  unavailable: { status: 503, retryAfterSeconds: 5 },
  /** A quota is used up, or the disk is full. */
  full: { status: 507 },
} as const satisfies Record<string, ErrorRow>;

export type ApiErrorCode = keyof typeof apiErrors;

/** The body of every error answer. */
export interface ErrorEnvelope {
  readonly error: { readonly code: ApiErrorCode; readonly message: string; readonly param: string | null };
}

interface ApiErrorDetails {
  /** The field of the request that is wrong, as in `turns[0].role`. */
  readonly param?: string;
  readonly retryAfterSeconds?: number;
}

/** An answer that is an error. Handlers throw it; app.ts sends it. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ApiErrorCode;
  readonly param: string | null;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ApiErrorCode, message: string, details: ApiErrorDetails = {}) {
    super(message);
    const row: ErrorRow = apiErrors[code];
    this.code = code;
    this.param = details.param ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? row.retryAfterSeconds;
  }

  get status(): number {
    return apiErrors[this.code].status;
  }

  toJSON(): ErrorEnvelope {
    return { error: { code: this.code, message: this.message, param: this.param } };
  }
}
