import { ApiError } from "../../domain/api-error.ts";
import type { Entrance, Place } from "../../domain/admission.ts";
import { FairQueue, type Waiting } from "./fair-queue.ts";
import { priorities } from "../../domain/priority.ts";

export interface QueueRules {
  /** Requests that may wait; one more is refused. */
  readonly longest: number;
  /** Nobody waits longer. */
  readonly longestWaitMs: number;
}

interface Waiter extends Waiting {
  readonly rank: number;
  readonly admit: () => void;
  readonly refuse: (error: ApiError) => void;
}

/** Tokens a turn: about a short answer. */
const quantum = 512;
/** A larger cost would only make the queue turn more often. */
const mostCost = 32 * quantum;
/** So often in a row may more urgent requests go before less urgent ones; then one of those goes. */
const mostPassedOver = 8;
/** How much a request's time counts in the mean of the times. */
const newest = 0.1;

const gone = (): ApiError => new ApiError("bad_request", "The connection was closed while waiting.");

/** The places at one expert and those who wait for one. */
export class ExpertQueue {
  readonly #name: string;
  readonly #rules: QueueRules;
  readonly #now: () => number;
  readonly #ranks = priorities.map(() => new FairQueue<Waiter>(quantum));
  #places = 0;
  #taken = 0;
  #passedOver = 0;
  /** Mean time in a place; for telling how long the queue is. */
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

  /** Instances come and go: whoever waits may now have a place. */
  resize(places: number): void {
    if (places === this.#places) return;
    this.#places = places;
    this.#admitNext();
  }

  /** A place at once where one is free. Throws ApiError `overloaded`, or rejects with it later. */
  enter(entrance: Entrance): Place | Promise<Place> {
    if (this.#taken < this.#places && this.waiting === 0) return this.#take(0);
    return this.#wait(entrance);
  }

  #wait({ caller, priority, cost, deadlineMs, response }: Entrance): Promise<Place> {
    if (response.closed) throw gone();
    const now = this.#now();
    const rank = priorities.indexOf(priority);
    const leftMs = deadlineMs - now;
    if (this.#expectedWaitMs() > leftMs) throw this.#overloaded("could not begin before your deadline");
    this.#makeRoom(rank, caller);
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        response.off("close", onClose);
      };
      const waiter: Waiter = {
        key: caller,
        cost: Math.max(1, Math.min(cost, mostCost)),
        rank,
        admit: () => {
          settle();
          resolve(this.#take(this.#now() - now));
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
      const limitMs = Math.min(leftMs, this.#rules.longestWaitMs);
      const timer = setTimeout(() => giveUp(this.#overloaded("has had no free place in time")), limitMs);
      response.once("close", onClose);
      this.#ranks[rank]?.push(waiter);
    });
  }

  /** Where the queue is full, somebody less urgent goes, or the newest of the key that has most waiting; else the one who comes. */
  #makeRoom(rank: number, key: string): void {
    if (this.waiting < this.#rules.longest) return;
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
    while (this.#taken < this.#places) {
      const waiter = this.#next();
      if (waiter === undefined) return;
      waiter.admit();
    }
  }

  #next(): Waiter | undefined {
    const [first, ...others] = this.#ranks.filter(({ size }) => size > 0);
    const turnOfOthers = others.length > 0 && this.#passedOver >= mostPassedOver;
    this.#passedOver = others.length === 0 || turnOfOthers ? 0 : this.#passedOver + 1;
    return (turnOfOthers ? others.at(-1) : first)?.shift();
  }

  #take(waitedMs: number): Place {
    this.#taken += 1;
    const sinceMs = this.#now();
    let left = false;
    return {
      waitedMs,
      leave: () => {
        if (left) return;
        left = true;
        this.#taken -= 1;
        this.#meanMs += (this.#now() - sinceMs - this.#meanMs) * newest;
        this.#admitNext();
      },
    };
  }

  #expectedWaitMs(): number {
    return this.#places === 0 ? 0 : ((this.waiting + 1) * this.#meanMs) / this.#places;
  }

  #overloaded(what: string): ApiError {
    const retryAfterSeconds = Math.min(60, Math.max(1, Math.ceil(this.#expectedWaitMs() / 1_000)));
    return new ApiError("overloaded", `The expert '${this.#name}' ${what}. Try again later.`, { retryAfterSeconds });
  }
}
