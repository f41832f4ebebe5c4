import { ApiError } from "../../domain/api-error.ts";

/** Serializes a rewritten request. Throws ApiError `invalid_value` if it is nested deeper than JSON.stringify can handle. */
export function jsonBody(value: object): Buffer {
  try {
    return Buffer.from(JSON.stringify(value));
  } catch (error) {
    if (error instanceof RangeError) throw new ApiError("invalid_value", "The body is nested too deeply.");
    throw error;
  }
}
