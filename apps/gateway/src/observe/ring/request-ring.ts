import type { RequestRecord } from "../record/request-record.ts";

/** A ring buffer of the newest requests. */
export class RequestRing {
  readonly #records: RequestRecord[] = [];
  readonly #most: number;
  #next = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(record: RequestRecord): void {
    if (this.#most === 0) return;
    this.#records[this.#next] = record;
    this.#next = (this.#next + 1) % this.#most;
  }

  /** The newest first, at most `limit` of those that `accept` allows. */
  newest(limit: number, accept: (record: RequestRecord) => boolean): readonly RequestRecord[] {
    const count = this.#records.length;
    const found: RequestRecord[] = [];
    for (let back = 1; back <= count && found.length < limit; back += 1) {
      const record = this.#records[(this.#next - back + count) % count];
      if (record !== undefined && accept(record)) found.push(record);
    }
    return found;
  }
}
