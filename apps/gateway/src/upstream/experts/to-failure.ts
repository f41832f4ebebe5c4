import { UpstreamFailure } from "../../domain/failure.ts";
import { errors } from "../connection/undici.ts";

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
  if (connectCodes.has(code)) return new UpstreamFailure("connect_failed", { cause: error });
  return new UpstreamFailure(isProtocolError(error) ? "invalid_response" : "connection_lost", { cause: error });
}
