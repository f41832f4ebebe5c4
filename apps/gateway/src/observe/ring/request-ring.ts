import type { RequestRecord } from "../record/request-record.ts";

/** A ring buffer of the newest requests of each outcome, so that much of one pushes out nothing of the others. */
export class RequestRing {
  readonly #rings: Readonly<Record<Outcome, Ring>>;
  #count = 0;

  /** `most`: of each outcome. */
  constructor(most: number) {
    this.#rings = { answered: new Ring(most), failed: new Ring(most), unknown: new Ring(most) };
  }

  add(record: RequestRecord): void {
    this.#rings[outcomeOf(record)].add({ record, order: (this.#count += 1) });
  }

  /** The newest first, at most `limit` of those that `accept` allows. */
  newest(limit: number, accept: (record: RequestRecord) => boolean): readonly RequestRecord[] {
    return Object.values(this.#rings)
      .flatMap((ring) => ring.newest(limit, accept))
      .sort((one, other) => other.order - one.order)
      .slice(0, limit)
      .map(({ record }) => record);
  }
}

/** `unknown`: whoever asked showed no valid key. */
type Outcome = "answered" | "failed" | "unknown";

const outcomeOf = ({ caller, status }: RequestRecord): Outcome =>
  caller === undefined ? "unknown" : status >= 400 ? "failed" : "answered";

interface Entry {
  readonly record: RequestRecord;
  /** Ascending. */
  readonly order: number;
}

class Ring {
  readonly #entries: Entry[] = [];
  readonly #most: number;
  #next = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(entry: Entry): void {
    if (this.#most === 0) return;
    this.#entries[this.#next] = entry;
    this.#next = (this.#next + 1) % this.#most;
  }

  newest(limit: number, accept: (record: RequestRecord) => boolean): readonly Entry[] {
    const count = this.#entries.length;
    const found: Entry[] = [];
    for (let back = 1; back <= count && found.length < limit; back += 1) {
      const entry = this.#entries[(this.#next - back + count) % count];
      if (entry !== undefined && accept(entry.record)) found.push(entry);
    }
    return found;
  }
}
