import { defined } from "@hearth/kernel/defined.ts";
import { explainFound, explainReduced, explainRefusal } from "./explain.ts";
import type { Found } from "./find-place.ts";
import { Ledger, memoryOn, type Fleet, type Use } from "./fleet.ts";
import { bitsPerWeight, sum } from "./memory-model.ts";
import type { NodeUse, PlacedExpert, Placement, ReducedForm } from "./placement.ts";
import { reducedForm } from "./reduce.ts";
import type { Outcome, Wish } from "./wish.ts";

/** How long others may wait for one batch. */
const longestBatchSeconds = 2;

interface Described {
  readonly fleet: Fleet;
  readonly order: readonly Wish[];
  readonly outcome: Outcome;
  readonly occupied: readonly Use[];
  readonly present: readonly PlacedExpert[];
}

/** What was found as plain data: places, refusals, and what is taken of each node. */
export function describePlacement({ fleet, order, outcome, occupied, present }: Described): Placement {
  const ledger = new Ledger();
  ledger.take(occupied);
  for (const { layout } of outcome.values()) ledger.take(layout.uses);
  const sorted = order.toSorted((one, other) => (one.request.name < other.request.name ? -1 : 1));
  const refused = sorted
    .filter((wish) => !outcome.has(wish))
    .map(({ request, forms }) => explainRefusal({ fleet, ledger, request, forms }));
  // What is left on a head's machine when all have their place is kept for the time without a worker.
  const experts = sorted.flatMap((wish) => {
    const found = outcome.get(wish);
    if (found === undefined) return [];
    const reduced = reserveReduced({ ledger, present }, wish, found);
    return [placedExpert(fleet, wish, { found, reduced })];
  });
  return {
    experts,
    refused,
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

function reserveReduced(
  { ledger, present }: { readonly ledger: Ledger; readonly present: readonly PlacedExpert[] },
  { request }: Wish,
  { layout: { head, workers, uses } }: Found,
): ReducedForm | undefined {
  if (workers.length === 0) return undefined;
  const node = head.facts.name;
  const own = memoryOn(uses, node);
  const before = present.find(({ expert, head: name }) => expert === request.name && name === node);
  const reduced = reducedForm(request, own + ledger.freeMemory(head), before?.reduced);
  if (reduced !== undefined) ledger.reserve(node, Math.max(0, reduced.bytes - own));
  return reduced;
}

function placedExpert(
  fleet: Fleet,
  wish: Wish,
  { found, reduced }: { readonly found: Found; readonly reduced: ReducedForm | undefined },
): PlacedExpert {
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
    ...defined({ reduced }),
    reasons: [...explainFound(fleet, wish, found), ...explainReduced(layout, reduced)],
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
