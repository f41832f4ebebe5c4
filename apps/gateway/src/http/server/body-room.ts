import { ApiError } from "../../domain/api-error.ts";

/** Limits the memory for the bodies of all requests in progress or waiting: one may be large, but not all at once. */
export class BodyRoom {
  #leftBytes: number;

  constructor(bytes: number) {
    this.#leftBytes = bytes;
  }

  /** Takes this much; call the result once to return it. Throws ApiError `overloaded`. */
  take(bytes: number): () => void {
    if (bytes > this.#leftBytes) {
      throw new ApiError("overloaded", "Too many large requests are in progress. Try again later.");
    }
    this.#leftBytes -= bytes;
    return () => (this.#leftBytes += bytes);
  }
}
