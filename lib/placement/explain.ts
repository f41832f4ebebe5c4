import { count } from "@hearth/kernel/count.ts";
import { without } from "@hearth/kernel/omit.ts";
import type { ExpertRequest } from "./expert-request.ts";
import { findPlace, type Found } from "./find-place.ts";
import { servingOf } from "./serving.ts";
import { farthestRttMs, type Fleet, type FleetNode, type Ledger } from "./fleet.ts";
import { formsOf, tiers, type Form } from "./forms.ts";
import { needOnCpu, type Layout } from "./lay-out.ts";
import { sum } from "./memory-model.ts";
import type { ReducedForm, RefusedExpert } from "./placement.ts";

/** "1.4 GiB", "310 MiB": sizes as the sentences here and `hearth models plan` have them. */
export function sizeText(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes >= 1_000 ? `${(mebibytes / 1_024).toFixed(1)} GiB` : `${Math.ceil(mebibytes)} MiB`;
}

export const nameOf = ({ name, quantization }: { readonly name: string; readonly quantization?: string }): string =>
  quantization === undefined || name.toUpperCase().includes(quantization.toUpperCase())
    ? name
    : `${name} (${quantization})`;

/** Plain sentences about a place: what it needs, why there, and what was given up for it. */
export function explainFound(
  fleet: Fleet,
  { request, forms }: { readonly request: ExpertRequest; readonly forms: readonly Form[] },
  found: Found,
): readonly string[] {
  const { form, layout, serving } = found;
  const { head, workers, uses } = layout;
  const reasons = [
    `${nameOf(form.model)} with ${form.context} tokens of context needs ${sizeText(sum(uses.map(({ bytes }) => bytes)))}: ${uses
      .map(
        ({ node, device, bytes }) =>
          `${sizeText(bytes)} ${device === "memory" ? `of ${node}'s memory` : `on GPU ${device} of ${node}`}`,
      )
      .join(", ")}.`,
  ];
  reasons.push(workers.length === 0 ? aloneReason(fleet, request, head) : splitReason(request, found));
  const best = forms[0];
  if (best !== undefined) reasons.push(...compromises(best, form, found));
  if (layout.cpuExpertLayers > 0) {
    reasons.push(
      `The experts of its first ${count(layout.cpuExpertLayers, "layer")} stay in memory, because the GPU is too small for all of them.`,
    );
  }
  reasons.push(`About ${rate(found.tokensPerSecond)} tokens per second, estimated; ${count(serving.slots, "slot")}.`);
  return reasons;
}

/** What becomes of a split expert while a worker is lost. */
export function explainReduced({ head, workers }: Layout, reduced: ReducedForm | undefined): readonly string[] {
  if (workers.length === 0) return [];
  const { name } = head.facts;
  return [
    reduced === undefined
      ? `While a worker is lost it does not answer, because ${name} has no room to run it alone.`
      : `While a worker is lost, ${name} runs ${reduced.model} alone with ${reduced.context} tokens of context, for which ${sizeText(reduced.bytes)} are kept free.`,
  ];
}

const rate = (tokensPerSecond: number): string =>
  tokensPerSecond >= 10 ? String(Math.round(tokensPerSecond)) : tokensPerSecond.toFixed(1);

function aloneReason(fleet: Fleet, request: ExpertRequest, head: FleetNode): string {
  const { name } = head.facts;
  if (request.head !== undefined) return `It is on ${name} because the inventory says so.`;
  return fleet.nodes.length === 1
    ? `${name} is the only machine.`
    : `It fits on one machine, so nothing crosses the network; ${name} is the fastest that has room.`;
}

function splitReason(request: ExpertRequest, { form, layout, serving }: Found): string {
  const { head, workers, tensorSplit, gpuLayers } = layout;
  const names = [head, ...workers].map(({ facts }) => facts.name);
  const layers = form.model.shape.isEstimated
    ? ""
    : ` ${head.facts.name} holds ${form.model.shape.layerBytes.length + 1 - gpuLayers} of ${form.model.shape.layerBytes.length + 1} layers, the workers' devices ${tensorSplit.join(", ")}.`;
  if (request.workers !== undefined)
    return `It is split over ${names.join(" and ")} because the inventory says so.${layers}`;
  const need = needOnCpu(form.model.shape, serving);
  return `It is split over ${names.join(" and ")}, because alone it needs ${sizeText(need)} and no machine has that to spare.${layers}`;
}

function compromises(best: Form, form: Form, { serving }: Found): readonly string[] {
  const given: string[] = [];
  if (form.isFallback)
    given.push(`It runs the fallback ${nameOf(form.model)}, because ${nameOf(best.model)} fits in no form.`);
  else if (form.model !== best.model) {
    const need = needOnCpu(best.model.shape, { ...serving, context: best.context, kvType: best.kvType });
    given.push(`${nameOf(best.model)} would need ${sizeText(need)}, which is not there or would be too slow.`);
  }
  if (!form.isFallback && form.context < best.context) {
    given.push(`The context is ${form.context} tokens and not ${best.context}, to save memory.`);
  }
  if (form.kvType === "q8_0" && best.kvType === "f16") given.push("The KV cache is kept in 8 bits, to save memory.");
  return given;
}

interface Refused {
  readonly fleet: Fleet;
  /** What is taken by those that have a place. */
  readonly ledger: Ledger;
  readonly request: ExpertRequest;
  readonly forms: readonly Form[];
}

/** What is missing, and the nearest thing that works. */
export function explainRefusal({ fleet, ledger, request, forms }: Refused): RefusedExpert {
  const need = (form: Form): number => needOnCpu(form.model.shape, servingOf(request, form, false));
  const least = forms.reduce((one, other) => (need(other) < need(one) ? other : one));
  const missing = [request.head, ...(request.workers ?? [])].filter(
    (name) => name !== undefined && !fleet.byName.has(name),
  );
  const needed = `${nameOf(least.model)} with ${least.context} tokens of context needs ${sizeText(need(least))}`;
  const allowed = allowedNodes(fleet, request);
  const fit = allowed.filter(({ unfit }) => unfit === undefined);
  const instead = nearest({ fleet, ledger, request, forms });
  if (missing.length > 0) {
    return {
      expert: request.name,
      reason: `${needed}, and there are no facts about ${missing.join(" and ")}: 0 MiB are known`,
      instead,
    };
  }
  const [unfit] = allowed;
  if (fit.length === 0 && unfit?.unfit !== undefined) {
    return { expert: request.name, reason: `${needed}, and ${unfit.facts.name} ${unfit.unfit}`, instead };
  }
  const most = fit.reduce<FleetNode | undefined>(
    (one, other) => (one === undefined || ledger.freeMemory(other) > ledger.freeMemory(one) ? other : one),
    undefined,
  );
  const free = most === undefined ? 0 : Math.max(0, ledger.freeMemory(most));
  const where =
    most === undefined
      ? "there is no machine"
      : `the most that is free on one machine is ${sizeText(free)} (${most.facts.name})`;
  const canSplit = request.kind === "chat" && request.workers?.length !== 0 && fit.length > 1;
  const together = canSplit
    ? `, and split it does not fit into the ${sizeText(sum(fit.map((node) => Math.max(0, ledger.freeMemory(node)))))} of all machines within ${farthestRttMs} ms of each other`
    : "";
  return { expert: request.name, reason: `${needed}, and ${where}${together}`, instead };
}

const allowedNodes = ({ nodes, byName }: Fleet, { head, workers }: ExpertRequest): readonly FleetNode[] => {
  if (head === undefined) return nodes;
  return [head, ...(workers ?? [])].flatMap((name) => byName.get(name) ?? []);
};

/** What would have a place beside the others: without the pins, with less context, or with so much more memory. */
function nearest({ fleet, ledger, request, forms }: Refused): string {
  const search = { fleet, ledger };
  const shorter: ExpertRequest = {
    ...request,
    context: { ...request.context, least: Math.min(leastContext, request.context.least) },
  };
  for (const form of formsOf(shorter)) {
    const found = form.tier <= tiers.indexOf("coarse") ? findPlace(search, shorter, form) : undefined;
    if (found !== undefined) return `a context of ${form.context} tokens fits on ${found.layout.head.facts.name}`;
  }
  if (request.head !== undefined || request.workers !== undefined) {
    const free = without(shorter, "head", "workers");
    for (const form of formsOf(free)) {
      const found = findPlace(search, free, form);
      if (found === undefined) continue;
      const names = [found.layout.head, ...found.layout.workers].map(({ facts }) => facts.name).join(" with ");
      return `without its \`head\` and \`workers\` it fits on ${names}, with ${form.context} tokens of context`;
    }
  }
  const need = Math.min(...forms.map((form) => needOnCpu(form.model.shape, servingOf(request, form, false))));
  const most = Math.max(0, ...allowedNodes(fleet, request).map((node) => ledger.freeMemory(node)));
  return `it fits if one machine has ${sizeText(Math.max(need - most, 0))} more memory for experts, or choose a smaller model`;
}

/** Shorter is of little use. */
const leastContext = 512;
