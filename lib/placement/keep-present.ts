import type { ExpertRequest } from "./expert-request.ts";
import { foundWith, type Found, type Search } from "./find-place.ts";
import { servingOf } from "./serving.ts";
import { farthestRttMs, Ledger, type Fleet, type FleetNode, type Use } from "./fleet.ts";
import type { Form } from "./forms.ts";
import { layOut, onCpu } from "./lay-out.ts";
import { sum } from "./memory-model.ts";
import type { PlacedExpert } from "./placement.ts";
import type { Outcome, Wish } from "./wish.ts";

/** Those of the present places that are still as wanted and still fit, largest first. */
export function keepPresent(
  fleet: Fleet,
  order: readonly Wish[],
  { present, occupied }: { readonly present: readonly PlacedExpert[]; readonly occupied: readonly Use[] },
): Outcome {
  const ledger = new Ledger();
  ledger.take(occupied);
  const kept: Outcome = new Map();
  for (const wish of order) {
    const before = present.find(({ expert }) => expert === wish.request.name);
    const found = before && placeAgain({ fleet, ledger }, wish, before);
    if (found === undefined) continue;
    ledger.take(found.layout.uses);
    kept.set(wish, found);
  }
  return kept;
}

/** The same form on the same nodes; undefined if that is no longer wanted or does not fit. */
function placeAgain(search: Search, { request, forms }: Wish, before: PlacedExpert): Found | undefined {
  const isPinnedElsewhere =
    (request.head !== undefined && request.head !== before.head) ||
    (request.workers !== undefined && before.workers.some((name) => !request.workers?.includes(name)));
  const head = search.fleet.byName.get(before.head);
  const workers = before.workers.flatMap((name) => search.fleet.byName.get(name) ?? []);
  if (isPinnedElsewhere || head === undefined || workers.length < before.workers.length) return undefined;
  if ([head, ...workers].some(({ unfit }) => unfit !== undefined)) return undefined;
  if (
    workers.some((worker) => request.workers === undefined && search.fleet.link(head, worker).rttMs > farthestRttMs)
  ) {
    return undefined;
  }
  const form = forms.find(
    ({ model, context, kvType, isSplit, isFallback }) =>
      model.name === before.model &&
      context === before.context &&
      kvType === before.kvType &&
      isFallback === before.isFallback &&
      isSplit === before.workers.length > 0,
  );
  return form && sameLayers(search, { request, form, head, workers, before });
}

interface Again {
  readonly request: ExpertRequest;
  readonly form: Form;
  readonly head: FleetNode;
  readonly workers: readonly FleetNode[];
  readonly before: PlacedExpert;
}

function sameLayers({ fleet, ledger }: Search, { request, form, head, workers, before }: Again): Found | undefined {
  const { shape } = form.model;
  const isAlone = workers.length === 0;
  const serving = servingOf(request, form, isAlone && head.facts.gpus.length > 0);
  const terms = { fleet, ledger, shape, serving, reserve: 0 };
  const onDevices = sum(before.tensorSplit);
  const layout =
    onDevices === 0
      ? onCpu(terms, head)
      : layOut(terms, {
          head,
          workers,
          cpuExpertLayers: before.cpuExpertLayers,
          counts: [shape.layerBytes.length + 1 - onDevices, ...before.tensorSplit],
        });
  return layout && foundWith(ledger, { form, serving, layout });
}
