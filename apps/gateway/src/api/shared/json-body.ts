import { ApiError } from "../../domain/api-error.ts";

/** A request made anew for the expert. Throws ApiError `invalid_value` for one that is nested deeper than JavaScript can write. */
export function jsonBody(value: object): Buffer {
  try {
    return Buffer.from(JSON.stringify(value));
  } catch (error) {
    if (error instanceof RangeError) throw new ApiError("invalid_value", "The body is nested too deeply.");
    throw error;
  }
}
