import { findPlace, type Found } from "./find-place.ts";
import type { Fleet, Ledger } from "./fleet.ts";
import type { Outcome, State, Wish } from "./wish.ts";

/** A form that is better is taken in place of the present one only if this share of the memory stays free as well. */
const steadyReserve = 0.05;
/** Another machine is taken in place of the present one only if it is this much faster. */
const clearlyFaster = 1.2;

/** Shares out what is left: first until each has what it needs, then beyond. */
export function improve(
  { fleet, order }: { readonly fleet: Fleet; readonly order: readonly Wish[] },
  state: State,
  kept: Outcome,
): void {
  for (const isLuxuryAllowed of [false, true]) {
    for (const wish of order) {
      const now = state.outcome.get(wish);
      if (now === undefined) continue;
      state.ledger.release(now.layout.uses);
      const better = betterThan(fleet, state.ledger, { wish, now, isLuxuryAllowed, isKept: kept.has(wish) });
      state.outcome.set(wish, better);
      state.ledger.take(better.layout.uses);
    }
  }
}

interface Present {
  readonly wish: Wish;
  readonly now: Found;
  readonly isLuxuryAllowed: boolean;
  /** It runs there already, so that a change costs a restart. */
  readonly isKept: boolean;
}

function betterThan(fleet: Fleet, ledger: Ledger, { wish, now, isLuxuryAllowed, isKept }: Present): Found {
  const { request, forms } = wish;
  const position = forms.findIndex(({ model, context, kvType, isSplit, isFallback }) => {
    const { form } = now;
    return (
      model.name === form.model.name &&
      context === form.context &&
      kvType === form.kvType &&
      isSplit === form.isSplit &&
      isFallback === form.isFallback
    );
  });
  const search = { fleet, ledger, reserve: isKept ? steadyReserve : 0 };
  for (const form of forms.slice(0, position)) {
    if (form.isLuxury && !isLuxuryAllowed) continue;
    // What runs is worth a restart only for less that is given up.
    if (isKept && form.tier >= now.form.tier) continue;
    const found = findPlace(search, request, form);
    if (found !== undefined) return found;
  }
  const found = findPlace(search, request, now.form);
  const isFaster = found !== undefined && found.tokensPerSecond > now.tokensPerSecond * (isKept ? clearlyFaster : 1.01);
  return isFaster && found.layout.workers.length <= now.layout.workers.length ? found : now;
}
