import type { ExpertRequest } from "./expert-request.ts";
import type { Found } from "./find-place.ts";
import { servingOf } from "./serving.ts";
import type { Ledger } from "./fleet.ts";
import { formsOf, type Form } from "./forms.ts";
import { needOnCpu } from "./lay-out.ts";

/** An expert that wants a place, with the ways to run it. */
export interface Wish {
  readonly request: ExpertRequest;
  readonly forms: readonly Form[];
  /** Bytes of the smallest form. */
  readonly least: number;
}

export type Outcome = Map<Wish, Found>;

/** Places found so far, and what they take. */
export interface State {
  readonly ledger: Ledger;
  readonly outcome: Outcome;
}

export function wishOf(request: ExpertRequest): Wish {
  const forms = formsOf(request);
  const needs = forms.map((form) => needOnCpu(form.model.shape, servingOf(request, form, false)));
  return { request, forms, least: Math.min(...needs) };
}

/** Pinned ones have no choice, important ones go first, large ones are hard to fit in later. */
export function byUrgency(one: Wish, other: Wish): number {
  const pins = ({ request: { head, workers } }: Wish): number => (head === undefined && workers === undefined ? 0 : 1);
  return (
    pins(other) - pins(one) ||
    (other.request.priority ?? 0) - (one.request.priority ?? 0) ||
    other.least - one.least ||
    (one.request.name < other.request.name ? -1 : 1)
  );
}
