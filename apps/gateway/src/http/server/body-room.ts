import { ApiError } from "../../domain/api-error.ts";

/** Memory for the bodies of all requests that are being worked on or wait: each is allowed to be large, not all at once. */
export class BodyRoom {
  #leftBytes: number;

  constructor(bytes: number) {
    this.#leftBytes = bytes;
  }

  /** Takes so much, to be given back once. Throws ApiError `overloaded`. */
  take(bytes: number): () => void {
    if (bytes > this.#leftBytes) {
      throw new ApiError("overloaded", "Too many large requests are being worked on. Try again later.");
    }
    this.#leftBytes -= bytes;
    return () => (this.#leftBytes += bytes);
  }
}
