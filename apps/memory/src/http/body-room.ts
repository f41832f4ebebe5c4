import { ApiError } from "../api/api-error.ts";

export interface BodyLimits {
  /** All bodies in memory together, in bytes. */
  readonly totalBytes: number;
  /** Those of one key. */
  readonly keyBytes: number;
}

/**
 * Room for the bodies that are in memory at a time, in total and by key. It is taken as the bytes arrive, so that a caller who does not
 * say how long a body is has no more of it.
 */
export class BodyRoom {
  readonly #limits: BodyLimits;
  readonly #byKey = new Map<string, number>();
  #total = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#total;
  }

  /** The room of one request. */
  open(key: string): { take(bytes: number): void; leave(): void } {
    let taken = 0;
    const change = (bytes: number): void => {
      taken += bytes;
      this.#total += bytes;
      const ofKey = (this.#byKey.get(key) ?? 0) + bytes;
      if (ofKey === 0) this.#byKey.delete(key);
      else this.#byKey.set(key, ofKey);
    };
    return {
      /** Throws ApiError `unavailable` if there is no room. */
      take: (bytes) => {
        const ofKey = (this.#byKey.get(key) ?? 0) + bytes;
        if (ofKey > this.#limits.keyBytes || this.#total + bytes > this.#limits.totalBytes) {
          throw new ApiError("unavailable", "Too many bytes of requests are in progress; send fewer at a time.");
        }
        change(bytes);
      },
      leave: () => {
        if (taken !== 0) change(-taken);
      },
    };
  }
}
