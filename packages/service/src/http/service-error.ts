export interface ErrorRow {
  readonly status: number;
  /** For a `Retry-After` header, where trying again helps. */
  readonly retryAfterSeconds?: number;
}

export interface ErrorDetails {
  /** The field of the request that is wrong, as in `turns[0].role`. */
  readonly param?: string | null;
  /** Replaces the one in the service's table. */
  readonly retryAfterSeconds?: number | undefined;
  /** Beyond `Retry-After`, as in `allow`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The body of an error answer, where an API has no form of its own for it. */
export interface ErrorEnvelope {
  readonly error: { readonly code: string; readonly message: string; readonly param: string | null };
}

/** An answer that is an error. Handlers throw it, the frame sends it. Each service has a table of its codes and a subclass for it. */
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

/** What the frame itself refuses. Every service's own table has these codes too. */
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

/** A refusal of the frame. A service whose errors have another form makes one of its own of it. */
export class FrameError extends ServiceError<FrameErrorCode> {
  override readonly name = "FrameError";

  constructor(code: FrameErrorCode, message: string, details?: ErrorDetails) {
    super(code, message, { ...details, row: frameErrors[code] });
  }
}
