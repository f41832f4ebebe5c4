import type { Meter } from "@hearth/contracts/keys/meter.ts";
import { calendarPeriod, minuteMs } from "@hearth/contracts/keys/period.ts";
import { roomIn, tallyAt, type Tally } from "@hearth/contracts/keys/tally.ts";

/** Share of a limit that a gateway takes at a time. Larger blocks mean fewer requests to Consul, but more lost in a crash. */
const blockShare = { minute: 0.1, day: 0.02, month: 0.005 } as const;

/** This gateway's credit on one meter: taken from the shared tally, not spent yet. */
export class Holding {
  readonly meter: Meter;
  readonly block: number;
  /** Negative: more was spent than held; the debt is still to be booked. */
  amount = 0;
  #validUntilMs = 0;
  /** The shared tally when last read. */
  #seen: Tally | undefined;

  constructor(meter: Meter) {
    this.meter = meter;
    this.block = Math.max(1, Math.ceil(meter.limit * blockShare[meter.period]));
  }

  /** Drops credit whose period has ended; a debt stays. */
  expire(nowMs: number): void {
    if (this.amount > 0 && nowMs >= this.#validUntilMs) this.amount = 0;
  }

  /** How much to take from the tally. `need` is the sum over all waiting requests. A debt is booked in any case. */
  wanted(need: number, tally: Tally): number {
    const owed = Math.max(0, -this.amount);
    const missing = Math.max(this.block, need) - this.amount;
    const low = this.amount < need || this.amount < this.block / 2;
    return low ? Math.max(owed, Math.min(missing, roomIn(this.meter, tally))) : 0;
  }

  /** Records the tally after `taken` was written to it. */
  take(taken: number, tally: Tally, nowMs: number): void {
    const { period } = this.meter;
    // A gateway whose clock is ahead has begun the next period; credit of the last one has expired.
    if (period !== "minute" && this.#seen !== undefined && tally.at > this.#seen.at) {
      this.amount = Math.min(0, this.amount);
    }
    this.#seen = tally;
    if (taken === 0) return;
    this.amount += taken;
    this.#validUntilMs = period === "minute" ? nowMs + minuteMs : calendarPeriod(period, tally.at).endMs;
  }

  /**
   * Settles a request that reserved `reserved` at `sinceMs` and spent `spent`. For a rate, what the shared bucket has leaked since
   * then is subtracted from the refund, or it would count twice. A refund to a period that has ended is dropped.
   */
  settle({ reserved, spent, periodMs, sinceMs, nowMs }: Settlement): void {
    const back = reserved - spent;
    if (back <= 0) this.amount += back;
    else if (this.meter.period === "minute") {
      this.amount += Math.max(0, Math.floor(back - ((nowMs - sinceMs) * this.meter.limit) / minuteMs));
    } else if (periodMs === this.periodMs) this.amount += back;
  }

  /** Start of the day or month that the credit belongs to; 0 for a rate. */
  get periodMs(): number {
    return this.meter.period === "minute" ? 0 : (this.#seen?.at ?? 0);
  }

  /** What can still be spent: the credit held, plus the room in the shared tally when last read. */
  remaining(nowMs: number): number {
    const { meter } = this;
    return Math.max(0, Math.min(meter.limit, this.amount + roomIn(meter, this.tally(nowMs))));
  }

  /** Best estimate of the shared tally now. */
  tally(nowMs: number): Tally {
    return tallyAt(this.meter, this.#seen, nowMs);
  }

  /** Less than half a block is left, and the tally may have more. */
  isLow(nowMs: number): boolean {
    return this.amount < this.block / 2 && (this.amount < 0 || roomIn(this.meter, this.tally(nowMs)) > 0);
  }

  /**
   * Releases all held credit. Returns the amount to subtract from the shared tally (negative: a debt to add). A rate gives nothing
   * back, since its bucket has leaked in the meantime.
   */
  surrender(nowMs: number): { readonly amount: number; readonly periodMs: number } {
    this.expire(nowMs);
    const amount = this.meter.period === "minute" ? Math.min(0, this.amount) : this.amount;
    this.amount = 0;
    return { amount, periodMs: this.periodMs };
  }
}

export interface Settlement {
  readonly reserved: number;
  readonly spent: number;
  /** The holding's `periodMs` when the amount was reserved. */
  readonly periodMs: number;
  readonly sinceMs: number;
  readonly nowMs: number;
}
