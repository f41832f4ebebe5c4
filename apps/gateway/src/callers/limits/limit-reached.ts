import { ApiError } from "../../domain/api-error.ts";
import type { Meter, Unit } from "@hearth/contracts/keys/meter.ts";

const shown: Readonly<Record<Unit, (amount: number) => string>> = {
  requests: String,
  tokens: String,
  cost: (millionths) => (millionths / 1e6).toFixed(4),
};

export interface Reached {
  readonly meter: Meter;
  readonly need: number;
  /** Infinity if it can never fit. */
  readonly waitMs: number;
}

/** OpenAI's error for a limit: `rate_limit_exceeded` for a rate, `insufficient_quota` for a budget. Retry-After says when there is room. */
export function limitReached({ meter, need, waitMs }: Reached, headers: Readonly<Record<string, string>>): ApiError {
  const { name, unit, period, limit } = meter;
  const code = period === "minute" ? "rate_limit_exceeded" : "insufficient_quota";
  const asked = `${name}: limit ${shown[unit](limit)}, requested ${shown[unit](need)}.`;
  if (waitMs === Infinity)
    return new ApiError(code, `This request is larger than the key's limit of ${asked}`, { headers });
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new ApiError(code, `The key has reached its limit of ${asked} Try again in ${seconds} s.`, {
    retryAfterSeconds: seconds,
    headers,
  });
}
