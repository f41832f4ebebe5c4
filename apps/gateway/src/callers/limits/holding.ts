import type { Meter } from "@hearth/contracts/keys/meter.ts";
import { calendarPeriod, minuteMs } from "@hearth/contracts/keys/period.ts";
import { roomIn, tallyAt, type Tally } from "@hearth/contracts/keys/tally.ts";

/** Share of a limit that a gateway takes at a time: what it may lose in a crash, against how often it asks. */
const blockShare = { minute: 0.1, day: 0.02, month: 0.005 } as const;

/** What this gateway holds of one meter: taken from the shared tally, not yet spent. */
export class Holding {
  readonly meter: Meter;
  readonly block: number;
  /** Below zero: more was spent than was held, and is still to be booked. */
  amount = 0;
  #validUntilMs = 0;
  /** The shared tally when it was last seen. */
  #seen: Tally | undefined;

  constructor(meter: Meter) {
    this.meter = meter;
    this.block = Math.max(1, Math.ceil(meter.limit * blockShare[meter.period]));
  }

  /** What was taken in a period is lost with it; what is owed is not. */
  expire(nowMs: number): void {
    if (this.amount > 0 && nowMs >= this.#validUntilMs) this.amount = 0;
  }

  /** What to take from the tally so that requests can go on. `need` is that of all that wait. What is owed is booked in any case. */
  wanted(need: number, tally: Tally): number {
    const owed = Math.max(0, -this.amount);
    const missing = Math.max(this.block, need) - this.amount;
    const low = this.amount < need || this.amount < this.block / 2;
    return low ? Math.max(owed, Math.min(missing, roomIn(this.meter, tally))) : 0;
  }

  /** Notes the tally after `taken` was written to it. */
  take(taken: number, tally: Tally, nowMs: number): void {
    const { period } = this.meter;
    // A clock that is ahead has begun the next period: what is held of the last one ends with it.
    if (period !== "minute" && this.#seen !== undefined && tally.at > this.#seen.at) {
      this.amount = Math.min(0, this.amount);
    }
    this.#seen = tally;
    if (taken === 0) return;
    this.amount += taken;
    this.#validUntilMs = period === "minute" ? nowMs + minuteMs : calendarPeriod(period, tally.at).endMs;
  }

  /**
   * A request that had `reserved` since `sinceMs` has spent `spent`. What comes back of a rate is less what has leaked out of the
   * shared bucket meanwhile, else it would be there twice; what comes back of a period that is over is gone.
   */
  settle({ reserved, spent, periodMs, sinceMs, nowMs }: Settlement): void {
    const back = reserved - spent;
    if (back <= 0) this.amount += back;
    else if (this.meter.period === "minute") {
      this.amount += Math.max(0, Math.floor(back - ((nowMs - sinceMs) * this.meter.limit) / minuteMs));
    } else if (periodMs === this.periodMs) this.amount += back;
  }

  /** Start of the day or month that what is held belongs to; 0 for a rate. */
  get periodMs(): number {
    return this.meter.period === "minute" ? 0 : (this.#seen?.at ?? 0);
  }

  /** What can be spent here and now as far as is known: held, or in the shared tally when it was last seen. */
  remaining(nowMs: number): number {
    const { meter } = this;
    return Math.max(0, Math.min(meter.limit, this.amount + roomIn(meter, this.tally(nowMs))));
  }

  /** The shared tally as it stands now, as far as is known. */
  tally(nowMs: number): Tally {
    return tallyAt(this.meter, this.#seen, nowMs);
  }

  /** More than half of a block was spent, and there may be more to have. */
  isLow(nowMs: number): boolean {
    return this.amount < this.block / 2 && (this.amount < 0 || roomIn(this.meter, this.tally(nowMs)) > 0);
  }

  /**
   * Lets go of everything, and says what the shared tally is to be less by; below zero is what is owed. Of a rate nothing goes back: its
   * bucket has leaked meanwhile.
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
  /** The holding's, when it was reserved. */
  readonly periodMs: number;
  readonly sinceMs: number;
  readonly nowMs: number;
}
