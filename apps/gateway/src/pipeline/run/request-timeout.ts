import { ApiError } from "../../domain/api-error.ts";

const written = /^(\d{1,7})(ms|s)?$/;

/**
 * How long a request may take, to the end of its answer, in milliseconds: its header `x-request-timeout` (`30`, `30s` or `1500ms`;
 * seconds without a unit), at most `maxDurationMs`. Throws ApiError `invalid_value`.
 */
export function requestTimeoutMs(header: string | string[] | undefined, maxDurationMs: number): number {
  if (header === undefined) return maxDurationMs;
  const [, digits, unit] = (typeof header === "string" ? written.exec(header) : null) ?? [];
  const limitMs = Number(digits) * (unit === "ms" ? 1 : 1_000);
  if (!(limitMs > 0)) {
    throw new ApiError("invalid_value", "Use whole seconds, or a number with 's' or 'ms', for 'x-request-timeout'.");
  }
  return Math.min(limitMs, maxDurationMs);
}
