import type { ExpertRequest } from "./expert-request.ts";
import { findPlace, type Found, type Search } from "./find-place.ts";
import { servingOf } from "./serving.ts";
import { Ledger, type Fleet, type Use } from "./fleet.ts";
import type { Form } from "./forms.ts";
import { improve } from "./improve.ts";
import { needOnCpu } from "./lay-out.ts";
import type { Outcome, State, Wish } from "./wish.ts";

export interface Task {
  readonly fleet: Fleet;
  readonly order: readonly Wish[];
  readonly occupied: readonly Use[];
}

/** What each wants if there is room for all, else the least that each needs and then the rest shared out. `kept` have a place already. */
export function placeAll({ fleet, order, occupied }: Task, kept: Outcome): Outcome {
  const start = (): { ledger: Ledger; outcome: Outcome } => {
    const ledger = new Ledger();
    ledger.take(occupied);
    for (const { layout } of kept.values()) ledger.take(layout.uses);
    return { ledger, outcome: new Map(kept) };
  };
  const wanted = start();
  for (const wish of order.filter((one) => !kept.has(one))) {
    const found = firstOf({ fleet, ledger: wanted.ledger }, wish.request, wish.forms);
    if (found !== undefined) settle(wanted, wish, found);
  }
  const isContent = order.every((wish) => (wanted.outcome.get(wish)?.form.tier ?? Infinity) === 0);
  if (!isContent) {
    let frugal = placeLeast(fleet, order, start());
    if (frugal.outcome.size < order.length) {
      const other = placeLeast(fleet, order.toReversed(), start());
      if (other.outcome.size > frugal.outcome.size) frugal = other;
    }
    if (frugal.outcome.size >= wanted.outcome.size) {
      improve({ fleet, order }, frugal, kept);
      return frugal.outcome;
    }
  }
  improve({ fleet, order }, wanted, kept);
  return wanted.outcome;
}

function settle({ ledger, outcome }: State, wish: Wish, found: Found): void {
  ledger.take(found.layout.uses);
  outcome.set(wish, found);
}

function firstOf(search: Search, request: ExpertRequest, forms: readonly Form[]): Found | undefined {
  for (const form of forms) {
    const found = findPlace(search, request, form);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Each in the smallest form that has a place. */
function placeLeast(fleet: Fleet, order: readonly Wish[], state: State): State {
  for (const wish of order.filter((one) => !state.outcome.has(one))) {
    const need = new Map(
      wish.forms.map((form) => [form, needOnCpu(form.model.shape, servingOf(wish.request, form, false))]),
    );
    // Whole before split where both take the same, and otherwise as preferred.
    const smallest = wish.forms.toSorted(
      (one, other) => (need.get(one) ?? 0) - (need.get(other) ?? 0) || Number(one.isSplit) - Number(other.isSplit),
    );
    const found = firstOf({ fleet, ledger: state.ledger }, wish.request, smallest);
    if (found !== undefined) settle(state, wish, found);
  }
  return state;
}
