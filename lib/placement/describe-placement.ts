import { explainFound, explainRefusal } from "./explain.ts";
import type { Found } from "./find-place.ts";
import { Ledger, type Fleet, type Use } from "./fleet.ts";
import { bitsPerWeight, sum } from "./memory-model.ts";
import type { NodeUse, PlacedExpert, Placement } from "./placement.ts";
import type { Outcome, Wish } from "./wish.ts";

/** How long others may wait for one batch. */
const longestBatchSeconds = 2;

interface Described {
  readonly fleet: Fleet;
  readonly order: readonly Wish[];
  readonly outcome: Outcome;
  readonly occupied: readonly Use[];
}

/** What was found as plain data: places, refusals, and what is taken of each node. */
export function describePlacement({ fleet, order, outcome, occupied }: Described): Placement {
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
