import type { PriceList } from "../prices/price-list.ts";
import type { Allowance, Reservation } from "../../domain/allowance.ts";
import type { Usage } from "../../domain/usage.ts";
import type { Choice } from "../../domain/choice.ts";
import type { Expert } from "../../domain/expert.ts";
import type { Claim } from "./account.ts";
import type { Accounts } from "./accounts.ts";
import type { Amounts } from "@hearth/contracts/keys/meter.ts";
import { maxUsage } from "./max-usage.ts";

export interface KeyAllowancePorts {
  readonly accounts: Pick<Accounts, "of">;
  readonly prices: PriceList;
  /** Assumed length of an answer when the request sets no limit. */
  readonly assumedTokens: number;
}

const free: Reservation = { settle: () => undefined, release: () => undefined };
const nothing: Amounts = { requests: 0, tokens: 0, cost: 0 };

/** Rates and budgets of keys. A caller without limits costs one lookup. */
export function createKeyAllowance({ accounts, prices, assumedTokens }: KeyAllowancePorts): Allowance {
  const toReservation = (claim: Claim, choice: Choice): Reservation => ({
    headers: claim.headers,
    settle: (usage, expert) => claim.settle(amounts(usage, prices.costOf(answering(choice, expert), usage).micros)),
    release: () => claim.settle(nothing),
  });
  return {
    reserve(caller, inference, choice) {
      const account = accounts.of(caller);
      if (account === undefined) return free;
      const usage = maxUsage(inference, assumedTokens);
      // A fallback may cost more than the chosen expert.
      const dearest = Math.max(...choice.experts.map((expert) => prices.costOf(expert, usage).micros));
      const claim = account.reserve(amounts(usage, dearest));
      return claim instanceof Promise
        ? claim.then((held) => toReservation(held, choice))
        : toReservation(claim, choice);
    },
  };
}

const amounts = ({ promptTokens, completionTokens }: Usage, cost: number): Amounts => ({
  requests: 1,
  tokens: promptTokens + completionTokens,
  cost,
});

const answering = ({ experts }: Choice, name: string | undefined): Pick<Expert, "name" | "model"> =>
  experts.find((expert) => expert.name === name) ?? experts[0] ?? { name: "", model: "" };
