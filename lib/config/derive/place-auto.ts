import { defined } from "@hearth/kernel/defined.ts";
import { bytes } from "@hearth/kernel/units.ts";
import type { ModelFacts } from "../../models/model-facts.ts";
import type { PlaceableModel, ExpertRequest } from "../../placement/expert-request.ts";
import { sizeText } from "../../placement/explain.ts";
import { fixedUses } from "../../placement/fixed-uses.ts";
import { memoryMargin, memoryOn, type Use } from "../../placement/fleet.ts";
import type { CpuFeature, NodeFacts } from "../../placement/node-facts.ts";
import { placeExperts } from "../../placement/place-experts.ts";
import { reducedForm } from "../../placement/reduce.ts";
import type { PlacedExpert, Placement, ReducedForm } from "../../placement/placement.ts";
import type { Breach } from "../read/finding.ts";
import type { Inventory, InventoryExpert } from "../shape/inventory-schema.ts";
import type { Models } from "../shape/models-schema.ts";
import { defaultContextOf, servableModel } from "./known-model.ts";
import { isPlacedByHearth } from "./is-placed-by-hearth.ts";
import { layersOf, settingOf } from "./layers.ts";

/** What placement knows besides the inventory. */
export interface PlacementFacts {
  /** Measured on the machines. */
  readonly nodes: readonly MeasuredNode[];
  /** Where experts are now, by the last successful `up`. */
  readonly present: readonly PlacedExpert[];
  /** What the pinned build of llama.cpp needs of a processor. */
  readonly neededFeatures: readonly CpuFeature[];
}

export interface MeasuredNode extends NodeFacts {
  /** All memory that the machine has. */
  readonly memoryTotalBytes: number;
}

export const nothingMeasured: PlacementFacts = { nodes: [], present: [], neededFeatures: [] };

/** Left on every machine for Hearth's own services, which run wherever there is room. */
const servicesBytes = 512 * 2 ** 20;

/** Of a conversation, in tokens: where memory is short and the inventory does not say, the context shrinks to this. */
const leastContext = 2_048;

export interface AutoPlacement {
  /** Absent if no expert is placed by Hearth. */
  readonly placement?: Placement;
  /** By expert, what the head's machine runs alone while a worker is lost, of split experts that were placed by hand. */
  readonly reduced: Readonly<Record<string, ReducedForm>>;
  readonly breaches: readonly Breach[];
}

interface Parts {
  readonly inventory: Inventory;
  readonly models: Models;
  /** What files of models say of themselves, by checksum; the others count with what their rows say. */
  readonly modelFacts?: Readonly<Record<string, ModelFacts>>;
  readonly facts: PlacementFacts;
  /** That the programs of experts are for; absent if it does not matter. */
  readonly architecture?: "amd64" | "arm64";
}

/** Broken only together with what was measured, so they come after all other rules. */
export const placementRules = ["no-place", "memory-beyond-machine"] as const;

/** A place for every expert that wants one, beside those that a person placed. Pure. */
export function placeAuto(parts: Parts): AutoPlacement {
  const beyond = beyondMachine(parts);
  const { inventory, facts } = parts;
  const experts = inventory.experts ?? [];
  if (!experts.some(isPlacedByHearth)) return { reduced: reducedByHand(parts, undefined), breaches: beyond };
  const nodes = inventory.nodes.flatMap((_, index) => nodeFacts(parts, index) ?? []);
  const placement = placeExperts({
    nodes,
    experts: experts.filter(isPlacedByHearth).map((expert) => requestOf(expert, parts)),
    present: facts.present,
    neededFeatures: facts.neededFeatures,
    occupied: experts.flatMap((expert) => usesByHand(expert, parts)),
  });
  const refused = placement.refused.map(({ expert, reason, instead }): Breach => {
    const index = experts.findIndex(({ name }) => name === expert);
    const what =
      nodes.length === 0 ? "Hearth cannot place it, because the memory of no machine is known (0 of them)" : reason;
    const hint =
      nodes.length === 0 ? "declare `resources.memory`, or measure the machines with `hearth nodes`" : instead;
    return { rule: "no-place", path: ["experts", index, "model"], what, hint };
  });
  return { placement, reduced: reducedByHand(parts, placement), breaches: [...beyond, ...refused] };
}

function usesByHand(expert: InventoryExpert, parts: Parts): readonly Use[] {
  const { head, workers = [] } = expert;
  if (isPlacedByHearth(expert) || head === undefined) return [];
  return fixedUses({ head, workers, memoryBytes: rowOf(expert.model, parts, expert.context).memoryBytes });
}

/**
 * From what the inventory declares: what was measured may differ the next time, and the experts would start again. Where nothing is
 * declared, nothing is known to be left.
 */
function reducedByHand(parts: Parts, placement: Placement | undefined): AutoPlacement["reduced"] {
  const { inventory } = parts;
  const experts = inventory.experts ?? [];
  const taken = new Map<string, number>();
  const take = (node: string, bytes: number): unknown => taken.set(node, (taken.get(node) ?? 0) + bytes);
  for (const { name: node } of inventory.nodes) {
    const placed = placement?.nodes.find((one) => one.node === node);
    take(
      node,
      placed?.memoryTakenBytes ??
        memoryOn(
          experts.flatMap((one) => usesByHand(one, parts)),
          node,
        ),
    );
  }
  return Object.fromEntries(
    experts.flatMap((expert): readonly (readonly [string, ReducedForm])[] => {
      const { head, workers = [] } = expert;
      const index = inventory.nodes.findIndex(({ name }) => name === head);
      const declared = settingOf(layersOf(inventory, index), "resources", "memory")?.value;
      if (isPlacedByHearth(expert) || head === undefined || workers.length === 0 || declared === undefined) return [];
      const offered = Math.max(0, bytes(declared) - servicesBytes);
      const own = memoryOn(usesByHand(expert, parts), head);
      const free = offered - memoryMargin(offered) - (taken.get(head) ?? 0);
      const reduced = reducedForm(requestOf(expert, parts), own + free);
      if (reduced === undefined) return [];
      take(head, Math.max(0, reduced.bytes - own));
      return [[expert.name, reduced]];
    }),
  );
}

/** A machine cannot give more than it has. */
function beyondMachine({ inventory, facts }: Parts): readonly Breach[] {
  return inventory.nodes.flatMap(({ name }, index): readonly Breach[] => {
    const measured = facts.nodes.find((node) => node.name === name);
    const declared = settingOf(layersOf(inventory, index), "resources", "memory");
    if (measured === undefined || declared === undefined) return [];
    const { memoryTotalBytes } = measured;
    if (bytes(declared.value) <= memoryTotalBytes) return [];
    const what = `${name} has ${sizeText(memoryTotalBytes)} of memory, as measured, and this lets jobs use ${declared.value}`;
    const hint = `use at most ${Math.floor(memoryTotalBytes / 2 ** 20)} MiB, or measure again with \`hearth nodes\``;
    return [{ rule: "memory-beyond-machine", path: declared.path, what, hint }];
  });
}

/** The smaller of what is declared and what is measured; undefined if neither is there, or if it cannot run an expert. */
function nodeFacts({ inventory, facts, architecture }: Parts, index: number): NodeFacts | undefined {
  if ((inventory.nodes[index]?.architecture ?? architecture) !== architecture) return undefined;
  const name = inventory.nodes[index]?.name ?? "";
  const measured = facts.nodes.find((node) => node.name === name);
  const declared = settingOf(layersOf(inventory, index), "resources", "memory")?.value;
  if (measured === undefined && declared === undefined) return undefined;
  const free = Math.min(measured?.memoryFreeBytes ?? Infinity, declared === undefined ? Infinity : bytes(declared));
  return { gpus: [], links: {}, ...measured, name, memoryFreeBytes: Math.max(0, free - servicesBytes) };
}

function requestOf(expert: InventoryExpert, parts: Parts): ExpertRequest {
  const { name, model, head, workers, context, fallbacks = [] } = expert;
  const row = rowOf(model, parts);
  const wanted = Math.min(row.model.maxContext, context ?? defaultContextOf(row.model));
  const least = context === undefined && row.kind === "chat" ? Math.min(leastContext, wanted) : wanted;
  return {
    name,
    kind: row.kind,
    models: [row.model],
    fallbacks: fallbacks.map((fallback) => rowOf(fallback, parts).model),
    context: { wanted, least },
    ...(head !== undefined && { head }),
    ...(workers !== undefined && { workers }),
  };
}

interface Row {
  readonly kind: "chat" | "embedding";
  readonly model: PlaceableModel;
  readonly memoryBytes: number;
}

function rowOf(
  name: string,
  { models, modelFacts = {} }: Pick<Parts, "models" | "modelFacts">,
  contextTokens?: number,
): Row {
  const { kind, known, shape, maxContext, memoryBytes } = servableModel(
    name,
    { models, facts: modelFacts },
    contextTokens,
  );
  const quantization = known.facts?.quantization;
  return { kind, model: { name, shape, maxContext, ...defined({ quantization }) }, memoryBytes };
}
