import { ApiError } from "../../domain/api-error.ts";
import type { SlotRequest, Slot } from "../../domain/admission.ts";
import { FairQueue, type Waiting } from "./fair-queue.ts";
import { priorities } from "../../domain/priority.ts";

export interface QueueRules {
  /** Requests that may wait; further ones are refused. */
  readonly maxQueued: number;
  /** No request waits longer. */
  readonly maxWaitMs: number;
}

interface Waiter extends Waiting {
  readonly rank: number;
  readonly admit: () => void;
  readonly refuse: (error: ApiError) => void;
}

/** Tokens per turn: about one short answer. */
const quantum = 512;
/** Costs are capped: a larger one would only make the queue go round more often. */
const maxCost = 32 * quantum;
/** After this many consecutive urgent requests, one less urgent request is let through. */
const maxPassedOver = 8;
/** Weight of the newest request in the moving average of slot times. */
const newest = 0.1;

const gone = (): ApiError => new ApiError("bad_request", "The connection was closed while waiting.");

/**
 * The slots of one expert and the requests that wait for one. Where there are several, no key holds the last of them: a key that fills
 * an expert with long answers would otherwise keep all others waiting for minutes.
 */
export class ExpertQueue {
  readonly #name: string;
  readonly #rules: QueueRules;
  readonly #now: () => number;
  readonly #ranks = priorities.map(() => new FairQueue<Waiter>(quantum));
  #slots = 0;
  #taken = 0;
  readonly #takenBy = new Map<string, number>();
  #passedOver = 0;
  /** Mean time that a request holds a slot; used to estimate waiting times. */
  #meanMs = 0;

  constructor(name: string, rules: QueueRules, now: () => number) {
    this.#name = name;
    this.#rules = rules;
    this.#now = now;
  }

  get waiting(): number {
    return this.#ranks.reduce((sum, { size }) => sum + size, 0);
  }

  get idle(): boolean {
    return this.#taken === 0 && this.waiting === 0;
  }

  /** Sets the number of slots; waiting requests may now get one. */
  resize(slots: number): void {
    if (slots === this.#slots) return;
    this.#slots = slots;
    this.#admitNext();
  }

  /** A slot: at once if one is free, else later. Throws ApiError `overloaded`, or rejects with it. */
  enter(request: SlotRequest): Slot | Promise<Slot> {
    const { caller } = request;
    if (this.waiting === 0 && this.#taken < this.#slots && this.#mayTake(caller)) return this.#take(caller, 0);
    const slot = this.#wait(request);
    // Those who wait may be the ones that hold all they may.
    this.#admitNext();
    return slot;
  }

  #mayTake = (caller: string): boolean => (this.#takenBy.get(caller) ?? 0) < Math.max(1, this.#slots - 1);

  #wait({ caller, priority, cost, deadlineMs, response }: SlotRequest): Promise<Slot> {
    if (response.closed) throw gone();
    const now = this.#now();
    const rank = priorities.indexOf(priority);
    const leftMs = deadlineMs - now;
    if (this.#expectedWaitMs() > leftMs) throw this.#overloaded("could not start before your deadline");
    this.#makeRoom(rank, caller);
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        response.off("close", onClose);
      };
      const waiter: Waiter = {
        key: caller,
        cost: Math.max(1, Math.min(cost, maxCost)),
        rank,
        admit: () => {
          settle();
          resolve(this.#take(caller, this.#now() - now));
        },
        refuse: (error) => {
          settle();
          reject(error);
        },
      };
      const giveUp = (error: ApiError): void => {
        if (this.#ranks[rank]?.remove(waiter) === true) waiter.refuse(error);
      };
      const onClose = (): void => giveUp(gone());
      const limitMs = Math.min(leftMs, this.#rules.maxWaitMs);
      const timer = setTimeout(() => giveUp(this.#overloaded("had no free slot in time")), limitMs);
      response.once("close", onClose);
      this.#ranks[rank]?.push(waiter);
    });
  }

  /** When the queue is full, refuses a less urgent request, or the newest of the key with the most waiting; else the new request. */
  #makeRoom(rank: number, key: string): void {
    if (this.waiting < this.#rules.maxQueued) return;
    const lowest = this.#ranks.findLast(({ size }) => size > 0);
    const victim = lowest?.newestOfLongest();
    const fuller =
      lowest !== undefined && victim !== undefined && lowest.waitingOf(victim.key) > lowest.waitingOf(key) + 1;
    if (victim === undefined || victim.rank < rank || (victim.rank === rank && !fuller)) {
      throw this.#overloaded("has too many requests waiting");
    }
    lowest?.remove(victim);
    victim.refuse(this.#overloaded("has too many requests waiting"));
  }

  #admitNext(): void {
    while (this.#taken < this.#slots) {
      const waiter = this.#next();
      if (waiter === undefined) return;
      waiter.admit();
    }
  }

  #next(): Waiter | undefined {
    const [first, ...others] = this.#ranks.filter((rank) => rank.hasNext(this.#mayTake));
    const turnOfOthers = others.length > 0 && this.#passedOver >= maxPassedOver;
    this.#passedOver = others.length === 0 || turnOfOthers ? 0 : this.#passedOver + 1;
    return (turnOfOthers ? others.at(-1) : first)?.shift(this.#mayTake);
  }

  #take(caller: string, waitedMs: number): Slot {
    this.#hold(caller, 1);
    const sinceMs = this.#now();
    let left = false;
    return {
      waitedMs,
      leave: () => {
        if (left) return;
        left = true;
        this.#hold(caller, -1);
        this.#meanMs += (this.#now() - sinceMs - this.#meanMs) * newest;
        this.#admitNext();
      },
    };
  }

  #hold(caller: string, change: 1 | -1): void {
    this.#taken += change;
    const held = (this.#takenBy.get(caller) ?? 0) + change;
    if (held === 0) this.#takenBy.delete(caller);
    else this.#takenBy.set(caller, held);
  }

  #expectedWaitMs(): number {
    return this.#slots === 0 ? 0 : ((this.waiting + 1) * this.#meanMs) / this.#slots;
  }

  #overloaded(what: string): ApiError {
    const retryAfterSeconds = Math.min(60, Math.max(1, Math.ceil(this.#expectedWaitMs() / 1_000)));
    return new ApiError("overloaded", `The expert '${this.#name}' ${what}. Try again later.`, { retryAfterSeconds });
  }
}
