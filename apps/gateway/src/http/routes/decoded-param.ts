import { ApiError } from "../../domain/api-error.ts";

/** A part of the URL, decoded. Throws ApiError `bad_request`. */
export function decodedParam(sent: string | undefined): string {
  try {
    return decodeURIComponent(sent ?? "");
  } catch {
    throw new ApiError("bad_request", "The URL is not valid.");
  }
}
