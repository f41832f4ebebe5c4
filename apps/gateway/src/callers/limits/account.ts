import { ApiError } from "../../domain/api-error.ts";
import { Holding } from "./holding.ts";
import type { Ledger } from "./ledger.ts";
import { limitReached } from "./limit-reached.ts";
import type { Amounts, Meter, Unit } from "@hearth/contracts/keys/meter.ts";
import { rateHeaders } from "./rate-headers.ts";
import { roomIn, tallyAt, waitMs, type Tally } from "@hearth/contracts/keys/tally.ts";

export interface AccountPorts {
  readonly ledger: Pick<Ledger, "change">;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** An amount set aside for one request; call `settle` exactly once. */
export interface Claim {
  readonly headers: Readonly<Record<string, string>>;
  settle(spent: Amounts): void;
}

/** A read of the shared tally is trusted this long, so a caller that keeps retrying puts no load on Consul. */
const beliefMs = 1_000;
/** After a failure Consul is not asked for this long: requests are refused at once instead of each waiting for a timeout. */
const awayMs = 500;
/** Requests that may wait for the key's first block before further ones get 503. */
const maxWaiting = 10_000;
/** How often a waiting request may lose its block to other requests at this gateway before it gives up. */
const maxTries = 16;

/**
 * A key's limits at this gateway. The gateway takes blocks from the ledger that all gateways share. A request usually reserves from
 * the block held in memory, without waiting; when that is too small, it waits for the next block. If the process dies, the unspent
 * part of a block is lost to the key until the period ends, so gateways can never spend more than the limit together, even when
 * they crash. While Consul is unreachable the held block can still be spent; after that requests get 503.
 */
export class Account {
  readonly #id: string;
  readonly #ports: AccountPorts;
  readonly #holdings: readonly Holding[];
  readonly #waiting = new Set<Amounts>();
  #refilling: Promise<void> | undefined;
  #seenMs = -Infinity;
  #awayUntilMs = -Infinity;
  /** Unix milliseconds of the last reservation. */
  usedMs = 0;
  /** Claims not settled yet. */
  open = 0;

  constructor(id: string, meters: readonly Meter[], ports: AccountPorts) {
    this.#id = id;
    this.#ports = ports;
    this.#holdings = meters.map((meter) => new Holding(meter));
  }

  /** Throws ApiError `rate_limit_exceeded`, `insufficient_quota` or `limits_unavailable`. */
  reserve(needs: Amounts): Claim | Promise<Claim> {
    const nowMs = this.#ports.now();
    this.usedMs = nowMs;
    if (!this.#take(needs, nowMs)) return this.#wait(needs);
    this.#topUp(nowMs);
    return this.#claim(needs, nowMs);
  }

  /** Returns unspent credit to the ledger and books any debt. Throws if Consul does not answer; the credit is then lost. */
  async giveBack(): Promise<void> {
    await this.#refilling?.catch(() => undefined);
    const nowMs = this.#ports.now();
    const parts = this.#holdings.map((holding) => ({ holding, ...holding.surrender(nowMs) }));
    if (parts.every(({ amount }) => amount === 0)) return;
    await this.#ports.ledger.change(this.#id, (page) => {
      const tallies = parts.map(({ holding: { meter }, amount, periodMs }): [string, Tally] => {
        const tally = tallyAt(meter, page[meter.name], nowMs);
        const back = meter.period === "minute" || tally.at === periodMs ? amount : Math.min(0, amount);
        return [meter.name, { ...tally, taken: Math.max(0, tally.taken - back) }];
      });
      return { page: { ...page, ...Object.fromEntries(tallies) }, result: undefined };
    });
  }

  #take(needs: Amounts, nowMs: number): boolean {
    for (const holding of this.#holdings) {
      holding.expire(nowMs);
      if (holding.amount < needs[holding.meter.unit]) return false;
    }
    for (const holding of this.#holdings) holding.amount -= needs[holding.meter.unit];
    return true;
  }

  #claim(reserved: Amounts, sinceMs: number): Claim {
    this.open += 1;
    const periods = this.#holdings.map(({ periodMs }) => periodMs);
    return {
      headers: rateHeaders(this.#holdings, sinceMs),
      settle: (spent) => {
        this.open -= 1;
        const nowMs = this.#ports.now();
        for (const [index, holding] of this.#holdings.entries()) {
          const { unit } = holding.meter;
          const periodMs = periods[index] ?? 0;
          holding.settle({ reserved: reserved[unit], spent: spent[unit], periodMs, sinceMs, nowMs });
        }
        this.#topUp(nowMs);
      },
    };
  }

  async #wait(needs: Amounts): Promise<Claim> {
    if (this.#waiting.size >= maxWaiting)
      throw unavailable("Too many requests with this key are waiting for its limits.");
    this.#waiting.add(needs);
    try {
      for (let tries = 0; tries < maxTries; tries += 1) {
        this.#refuse(needs);
        await this.#refill();
        const nowMs = this.#ports.now();
        if (this.#take(needs, nowMs)) return this.#claim(needs, nowMs);
      }
    } finally {
      this.#waiting.delete(needs);
    }
    throw unavailable("Too many requests with this key are waiting for its limits.");
  }

  /** Throws if a limit has no room for the needs, or Consul is known to be unreachable. */
  #refuse(needs: Amounts): void {
    const nowMs = this.#ports.now();
    for (const holding of this.#holdings) {
      const { meter, amount } = holding;
      const need = needs[meter.unit];
      const tooLarge = need > meter.limit;
      const known = nowMs - this.#seenMs < beliefMs;
      if (!tooLarge && (!known || amount + roomIn(meter, holding.tally(nowMs)) >= need)) continue;
      const lacking = tooLarge ? need : need - Math.max(0, amount);
      const wait = waitMs(meter, holding.tally(nowMs), { need: lacking, nowMs });
      throw limitReached({ meter, need, waitMs: wait }, rateHeaders(this.#holdings, nowMs));
    }
    if (nowMs < this.#awayUntilMs) throw unavailable("The key's limits cannot be looked up at the moment.");
  }

  /** Fetches the next block early, so that requests rarely wait for one. */
  #topUp(nowMs: number): void {
    if (nowMs < this.#awayUntilMs || this.#refilling !== undefined) return;
    if (this.#holdings.some((holding) => holding.isLow(nowMs))) this.#refill().catch(() => undefined);
  }

  #refill(): Promise<void> {
    this.#refilling ??= this.#askForMore().finally(() => (this.#refilling = undefined));
    return this.#refilling;
  }

  async #askForMore(): Promise<void> {
    try {
      const parts = await this.#ports.ledger.change(this.#id, (page) => {
        const nowMs = this.#ports.now();
        const taken = this.#holdings.map((holding) => {
          holding.expire(nowMs);
          const tally = tallyAt(holding.meter, page[holding.meter.name], nowMs);
          const amount = holding.wanted(this.#waitedFor(holding.meter.unit), tally);
          return { holding, amount, tally: { ...tally, taken: tally.taken + amount } };
        });
        const tallies = taken.map(({ holding, tally }): [string, Tally] => [holding.meter.name, tally]);
        const changed = taken.some(({ amount }) => amount !== 0);
        return { page: changed ? { ...page, ...Object.fromEntries(tallies) } : undefined, result: taken };
      });
      this.#seenMs = this.#ports.now();
      for (const { holding, amount, tally } of parts) holding.take(amount, tally, this.#seenMs);
    } catch (cause) {
      this.#awayUntilMs = this.#ports.now() + awayMs;
      throw unavailable("The key's limits cannot be looked up at the moment.", cause);
    }
  }

  #waitedFor(unit: Unit): number {
    let sum = 0;
    for (const needs of this.#waiting) sum += needs[unit];
    return sum;
  }
}

function unavailable(message: string, cause?: unknown): ApiError {
  const error = new ApiError("limits_unavailable", message);
  if (cause !== undefined) error.cause = cause;
  return error;
}
