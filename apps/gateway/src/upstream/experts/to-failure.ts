import { UpstreamFailure } from "../../domain/failure.ts";
import { errors } from "../connection/undici.ts";

/** The connection was never made, so the request cannot have reached the expert. */
const connectCodes = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "ENOTFOUND",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** The answer is not valid HTTP. */
const isProtocolError = (error: Error): boolean =>
  error instanceof errors.HTTPParserError ||
  error instanceof errors.HeadersOverflowError ||
  error instanceof errors.ResponseContentLengthMismatchError;

/** Classifies an error from undici. */
export function toFailure(error: Error): UpstreamFailure {
  if (error instanceof UpstreamFailure) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (connectCodes.has(code)) return new UpstreamFailure("connect_failed", { cause: error });
  return new UpstreamFailure(isProtocolError(error) ? "invalid_response" : "connection_lost", { cause: error });
}
