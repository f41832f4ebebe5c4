export interface ErrorRow {
  readonly status: number;
  /** For a `Retry-After` header, if a retry can help. */
  readonly retryAfterSeconds?: number;
}

export interface ErrorDetails {
  /** The invalid field of the request, such as `turns[0].role`. */
  readonly param?: string | null;
  /** Overrides the value in the service's table. */
  readonly retryAfterSeconds?: number | undefined;
  /** Besides `Retry-After`, such as `allow`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The body of an error answer, unless an API has its own form. */
export interface ErrorEnvelope {
  readonly error: { readonly code: string; readonly message: string; readonly param: string | null };
}

/** An error answer. Handlers throw it, the listener sends it. Each service has a table of codes and a subclass. */
export class ServiceError<Code extends string = string> extends Error {
  override readonly name: string = "ServiceError";
  readonly code: Code;
  readonly status: number;
  readonly param: string | null;
  readonly retryAfterSeconds: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: Code, message: string, details: ErrorDetails & { readonly row: ErrorRow }) {
    super(message);
    const { row, param = null, retryAfterSeconds = row.retryAfterSeconds, headers = {} } = details;
    this.code = code;
    this.status = row.status;
    this.param = param;
    this.retryAfterSeconds = retryAfterSeconds;
    this.headers = headers;
  }

  toJSON(): object {
    const { code, message, param } = this;
    return { error: { code, message, param } } satisfies ErrorEnvelope;
  }
}

/** Errors of the HTTP layer. Every service's table includes these codes. */
export const frameErrors = {
  bad_request: { status: 400 },
  invalid_json: { status: 400 },
  invalid_value: { status: 400 },
  invalid_api_key: { status: 401 },
  unknown_url: { status: 404 },
  method_not_allowed: { status: 405 },
  request_timeout: { status: 408 },
  request_too_large: { status: 413 },
  unsupported_encoding: { status: 415 },
  headers_too_large: { status: 431 },
  internal_error: { status: 500 },
} as const satisfies Record<string, ErrorRow>;

export type FrameErrorCode = keyof typeof frameErrors;

/** An error of the HTTP layer. Services whose errors have another form convert it. */
export class FrameError extends ServiceError<FrameErrorCode> {
  override readonly name = "FrameError";

  constructor(code: FrameErrorCode, message: string, details?: ErrorDetails) {
    super(code, message, { ...details, row: frameErrors[code] });
  }
}
