import type { ExpertRequest } from "./expert-request.ts";
import { explainFound, explainRefusal } from "./explain.ts";
import { findPlace, foundWith, servingOf, type Found, type Search } from "./find-place.ts";
import { farthestRttMs, fleetOf, Ledger, type Fleet, type FleetNode, type Use } from "./fleet.ts";
import { formsOf, type Form } from "./forms.ts";
import { layOut, needOnCpu, onCpu } from "./lay-out.ts";
import { bitsPerWeight, sum } from "./memory-model.ts";
import type { CpuFeature, NodeFacts } from "./node-facts.ts";
import type { NodeUse, PlacedExpert, Placement } from "./placement.ts";

export interface PlacementInput {
  readonly nodes: readonly NodeFacts[];
  readonly experts: readonly ExpertRequest[];
  /** Where they are now. What still fits stays, unless something clearly better is there. */
  readonly present?: readonly PlacedExpert[];
  /** What experts that were placed by hand take. */
  readonly occupied?: readonly Use[];
  /** What the build of llama.cpp needs of a processor. */
  readonly neededFeatures?: readonly CpuFeature[];
}

/** A form that is better is taken in place of the present one only if this share of the memory stays free as well. */
const steadyReserve = 0.05;
/** Another machine is taken in place of the present one only if it is this much faster. */
const clearlyFaster = 1.2;
/** How long others may wait for one batch. */
const longestBatchSeconds = 2;

/**
 * A place for all experts at once, never above measured memory less the margin. Pure, and the same whatever the order of nodes and
 * experts. First each gets what it wants; if not all can, each gets the least it needs, and then what is left is shared out again by
 * priority.
 */
export function placeExperts({
  nodes,
  experts,
  present = [],
  occupied = [],
  neededFeatures = [],
}: PlacementInput): Placement {
  const fleet = fleetOf(nodes, neededFeatures);
  const wishes = experts.map((request): Wish => {
    const forms = formsOf(request);
    return { request, forms, least: leastNeed(request, forms) };
  });
  const order = wishes.sort(byUrgency);
  const kept = keepPresent(fleet, order, { present, occupied });
  let outcome = placeAll({ fleet, order, occupied }, kept);
  if (outcome.size < order.length && kept.size > 0) {
    const afresh = placeAll({ fleet, order, occupied }, new Map());
    const isMore = afresh.size > outcome.size && [...outcome.keys()].every((wish) => afresh.has(wish));
    if (isMore) outcome = afresh;
  }
  return describe({ fleet, order, outcome, occupied });
}

interface Wish {
  readonly request: ExpertRequest;
  readonly forms: readonly Form[];
  /** Bytes of the smallest form. */
  readonly least: number;
}

type Outcome = Map<Wish, Found>;

const leastNeed = (request: ExpertRequest, forms: readonly Form[]): number =>
  Math.min(...forms.map((form) => needOnCpu(form.model.shape, servingOf(request, form, false))));

/** Pinned ones have no choice, important ones go first, large ones are hard to fit in later. */
function byUrgency(one: Wish, other: Wish): number {
  const pins = ({ request: { head, workers } }: Wish): number => (head === undefined && workers === undefined ? 0 : 1);
  return (
    pins(other) - pins(one) ||
    (other.request.priority ?? 0) - (one.request.priority ?? 0) ||
    other.least - one.least ||
    (one.request.name < other.request.name ? -1 : 1)
  );
}

/** Those of the present places that are still as wanted and still fit, largest first. */
function keepPresent(
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

interface Task {
  readonly fleet: Fleet;
  readonly order: readonly Wish[];
  readonly occupied: readonly Use[];
}

function placeAll({ fleet, order, occupied }: Task, kept: Outcome): Outcome {
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

interface State {
  readonly ledger: Ledger;
  readonly outcome: Outcome;
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

/** Shares out what is left: first until each has what it needs, then beyond. */
function improve({ fleet, order }: Pick<Task, "fleet" | "order">, state: State, kept: Outcome): void {
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

interface Described {
  readonly fleet: Fleet;
  readonly order: readonly Wish[];
  readonly outcome: Outcome;
  readonly occupied: readonly Use[];
}

function describe({ fleet, order, outcome, occupied }: Described): Placement {
  const ledger = new Ledger();
  ledger.take(occupied);
  for (const { layout } of outcome.values()) ledger.take(layout.uses);
  const sorted = order.toSorted((one, other) => (one.request.name < other.request.name ? -1 : 1));
  return {
    experts: sorted.flatMap((wish) => {
      const found = outcome.get(wish);
      return found === undefined ? [] : [placedExpert(fleet, wish, found)];
    }),
    refused: sorted
      .filter((wish) => !outcome.has(wish))
      .map(({ request, forms }) => explainRefusal({ fleet, ledger, request, forms })),
    nodes: fleet.nodes.map((node): NodeUse => ({
      node: node.facts.name,
      memoryBytes: node.memoryBytes,
      memoryTakenBytes: ledger.takenMemory(node.facts.name),
      gpus: node.gpuBytes.map((memoryBytes, gpu) => ({
        memoryBytes,
        memoryTakenBytes: ledger.takenGpu(node.facts.name, gpu),
      })),
    })),
  };
}

function placedExpert(fleet: Fleet, wish: Wish, found: Found): PlacedExpert {
  const { form, serving, layout } = found;
  const { head, workers } = layout;
  const { quantization, shape, name } = form.model;
  return {
    expert: wish.request.name,
    model: name,
    ...(quantization !== undefined && { quantization }),
    isFallback: form.isFallback,
    head: head.facts.name,
    workers: workers.map(({ facts }) => facts.name),
    context: form.context,
    kvType: form.kvType,
    slots: serving.slots,
    batch: batchOf(found),
    ...(head.facts.cores !== undefined && { threads: head.facts.cores }),
    ...(layout.gpuLayers > 0 && !shape.isEstimated && { gpuLayers: layout.gpuLayers }),
    tensorSplit: layout.tensorSplit,
    cpuExpertLayers: layout.cpuExpertLayers,
    uses: layout.uses,
    tokensPerSecond: found.tokensPerSecond,
    reasons: explainFound(fleet, wish, found),
  };
}

/** The largest that the slowest machine computes soon enough; a text to embed has to be in one. */
function batchOf({ form: { model }, serving, layout: { head, workers, gpuLayers } }: Found): number {
  if (serving.slots === 1 && serving.batch === serving.context) return serving.batch;
  const weights = (sum(model.shape.layerBytes) * 8) / bitsPerWeight(model.quantization ?? "Q4");
  const speeds = [head, ...workers].map(({ cpu, facts }) =>
    Math.max(
      cpu.promptWeightsPerSecond,
      ...(gpuLayers > model.shape.layerBytes.length ? facts.gpus.map(({ speed }) => speed.promptWeightsPerSecond) : []),
    ),
  );
  const tokens = (Math.min(...speeds) * longestBatchSeconds) / weights;
  let batch = 32;
  while (batch * 2 <= Math.min(serving.batch, tokens)) batch *= 2;
  return Math.min(batch, serving.batch);
}
