import type { KeptResponse, KeptResponses } from "../../domain/kept-responses.ts";

export interface ResponseStoreLimits {
  /** How long an answer is kept after it was last used. */
  readonly maxAgeMs: number;
  readonly maxEntriesPerCaller: number;
  readonly maxBytesPerCaller: number;
  /** For all callers together. */
  readonly maxBytes: number;
}

export const responseStoreLimits: ResponseStoreLimits = {
  maxAgeMs: 3_600_000,
  maxEntriesPerCaller: 1_000,
  maxBytesPerCaller: 16 * 2 ** 20,
  maxBytes: 64 * 2 ** 20,
};

/** What an entry takes besides its texts, roughly. */
const overheadBytes = 512;

interface Entry {
  readonly response: KeptResponse;
  readonly bytes: number;
  /** On the clock. */
  expiresMs: number;
}

/**
 * Answers of the Responses API, in this process's memory, each for the caller that it was made for. Bounded: a caller that keeps too
 * much loses its own oldest answers; when all callers together do, the one that keeps most loses its.
 */
export class ResponseStore {
  readonly #shelves = new Map<string, Shelf>();
  readonly #limits: ResponseStoreLimits;
  readonly #now: () => number;
  #sweep: NodeJS.Timeout | undefined;

  constructor(limits: ResponseStoreLimits = responseStoreLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /** One caller's answers. */
  of(caller: string): KeptResponses {
    return new CallersResponses(this, caller);
  }

  get bytes(): number {
    let bytes = 0;
    for (const shelf of this.#shelves.values()) bytes += shelf.bytes;
    return bytes;
  }

  /** Stops the timer that removes what is too old. */
  close(): void {
    clearTimeout(this.#sweep);
    this.#shelves.clear();
  }

  shelf(caller: string): Shelf | undefined {
    const shelf = this.#shelves.get(caller);
    shelf?.removeExpired();
    return shelf;
  }

  keep(caller: string, response: KeptResponse): void {
    let shelf = this.shelf(caller);
    if (shelf === undefined) this.#shelves.set(caller, (shelf = new Shelf(this.#limits, this.#now)));
    shelf.keep(response);
    while (this.bytes > this.#limits.maxBytes) this.#largest()?.removeOldest();
    this.#sweep ??= setTimeout(() => this.#removeExpired(), this.#limits.maxAgeMs / 10).unref();
  }

  #largest(): Shelf | undefined {
    let largest: Shelf | undefined;
    for (const shelf of this.#shelves.values()) if (shelf.bytes > (largest?.bytes ?? 0)) largest = shelf;
    return largest;
  }

  #removeExpired(): void {
    for (const [caller, shelf] of this.#shelves) {
      shelf.removeExpired();
      if (shelf.bytes === 0) this.#shelves.delete(caller);
    }
    this.#sweep = this.#shelves.size === 0 ? undefined : this.#sweep?.refresh();
  }
}

/** Made for every request, so it holds nothing but names. */
class CallersResponses implements KeptResponses {
  readonly #store: ResponseStore;
  readonly #caller: string;

  constructor(store: ResponseStore, caller: string) {
    this.#store = store;
    this.#caller = caller;
  }

  keep(response: KeptResponse): void {
    this.#store.keep(this.#caller, response);
  }

  find(id: string): KeptResponse | undefined {
    return this.#store.shelf(this.#caller)?.find(id);
  }

  findByItem(itemId: string): KeptResponse | undefined {
    return this.#store.shelf(this.#caller)?.findByItem(itemId);
  }

  delete(id: string): boolean {
    return this.#store.shelf(this.#caller)?.delete(id) ?? false;
  }
}

/** The answers of one caller, the one that was not used for longest first. */
class Shelf {
  readonly #entries = new Map<string, Entry>();
  readonly #byItem = new Map<string, string>();
  readonly #limits: ResponseStoreLimits;
  readonly #now: () => number;
  bytes = 0;

  constructor(limits: ResponseStoreLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  keep(response: KeptResponse): void {
    const { id, asked, response: answer, itemIds } = response;
    const bytes = asked.length + answer.length + overheadBytes + 2 * itemIds.join().length;
    this.#entries.set(id, { response, bytes, expiresMs: this.#now() + this.#limits.maxAgeMs });
    for (const itemId of itemIds) this.#byItem.set(itemId, id);
    this.bytes += bytes;
    while (this.#entries.size > this.#limits.maxEntriesPerCaller || this.bytes > this.#limits.maxBytesPerCaller) {
      this.removeOldest();
    }
  }

  find(id: string): KeptResponse | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    entry.expiresMs = this.#now() + this.#limits.maxAgeMs;
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    return entry.response;
  }

  findByItem(itemId: string): KeptResponse | undefined {
    return this.find(this.#byItem.get(itemId) ?? "");
  }

  delete(id: string): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    this.#entries.delete(id);
    for (const itemId of entry.response.itemIds) this.#byItem.delete(itemId);
    this.bytes -= entry.bytes;
    return true;
  }

  removeOldest(): void {
    for (const id of this.#entries.keys()) {
      this.delete(id);
      return;
    }
  }

  removeExpired(): void {
    const now = this.#now();
    for (const [id, { expiresMs }] of this.#entries) {
      if (expiresMs > now) return;
      this.delete(id);
    }
  }
}
