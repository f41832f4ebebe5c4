import { ApiError } from "../../domain/api-error.ts";

/** Bytes of one body, or of the frames of one socket. */
export interface Hold {
  /** Takes this much more. Throws ApiError `rate_limit_exceeded` or `overloaded`, and takes nothing. */
  grow(bytes: number): void;
  /** Gives everything back. */
  giveBack(): void;
}

/** Limits the memory for what callers send, of all together and of each: one body may be large, but not all at once. */
export class BodyRoom {
  #leftBytes: number;
  readonly #perCallerBytes: number;
  readonly #byCaller = new Map<string, number>();

  constructor(bytes: number, perCallerBytes: number = bytes) {
    this.#leftBytes = bytes;
    this.#perCallerBytes = perCallerBytes;
  }

  /** Holds nothing yet. */
  open(caller: string): Hold {
    let held = 0;
    return {
      grow: (bytes) => {
        this.#take(caller, bytes);
        held += bytes;
      },
      giveBack: () => {
        this.#give(caller, held);
        held = 0;
      },
    };
  }

  #take(caller: string, bytes: number): void {
    const own = (this.#byCaller.get(caller) ?? 0) + bytes;
    if (own > this.#perCallerBytes) {
      throw new ApiError("rate_limit_exceeded", "This key has too many large requests in progress. Try again later.");
    }
    if (bytes > this.#leftBytes) {
      throw new ApiError("overloaded", "Too many large requests are in progress. Try again later.");
    }
    this.#leftBytes -= bytes;
    this.#byCaller.set(caller, own);
  }

  #give(caller: string, bytes: number): void {
    this.#leftBytes += bytes;
    const own = (this.#byCaller.get(caller) ?? 0) - bytes;
    if (own > 0) this.#byCaller.set(caller, own);
    else this.#byCaller.delete(caller);
  }
}
