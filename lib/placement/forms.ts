import type { ExpertRequest, PlaceableModel } from "./expert-request.ts";
import { bitsPerWeight, type KvType } from "./memory-model.ts";

/** One way to run an expert, before it has a place. */
export interface Form {
  readonly model: PlaceableModel;
  readonly kvType: KvType;
  readonly context: number;
  /** Over several machines. */
  readonly isSplit: boolean;
  readonly isFallback: boolean;
  /** How much is given up, 0 for nothing: see `tierOf`. */
  readonly tier: number;
  /** Better than one needs: where memory is short, others come first. */
  readonly isLuxury: boolean;
}

/** Below this a model answers noticeably worse. */
const goodBits = 4;
/** Above this a model hardly answers better. */
const luxuryBits = 5;

export const tiers = ["whole", "split", "shorter", "coarse", "fallback"] as const;

/**
 * The ways to run an expert, the best first. Given up in this order: being on one machine, the length of the context, the precision
 * of the weights, the model itself. Within each, more bits come first, and a KV cache in f16 before one in q8_0.
 */
export function formsOf(request: ExpertRequest): readonly Form[] {
  const own = request.models.flatMap((model) => formsOfModel(request, model, undefined));
  const fallbacks = (request.fallbacks ?? []).flatMap((model, index) => formsOfModel(request, model, index));
  return [...own.sort(byPreference), ...fallbacks.sort(byPreference)].map(({ form }) => form);
}

interface Ranked {
  readonly form: Form;
  readonly rank: readonly number[];
}

function formsOfModel(request: ExpertRequest, model: PlaceableModel, fallback: number | undefined): readonly Ranked[] {
  const isSmallest = (fallback === undefined ? request.models : [model]).every(
    (other) => bitsOf(other) >= bitsOf(model),
  );
  const bits = bitsOf(model);
  // If there is only a coarse file, it is no compromise of ours.
  const isCoarse =
    bits < goodBits && (fallback === undefined ? request.models : [model]).some((other) => bitsOf(other) >= goodBits);
  const kvTypes: readonly KvType[] = kvTypesOf(request, model);
  return contextsOf(request, model).flatMap((context, shortening) =>
    kvTypes.flatMap((kvType, kvRank) =>
      splitsOf(request).map((isSplit): Ranked => {
        const tier = tierOf({ isSplit, isShorter: shortening > 0, isCoarse, isFallback: fallback !== undefined });
        return {
          form: {
            model,
            kvType,
            context,
            isSplit,
            isFallback: fallback !== undefined,
            tier,
            isLuxury: bits > luxuryBits && !isSmallest,
          },
          rank: [fallback ?? -1, tier, shortening, isSplit ? 1 : 0, -bits, kvRank],
        };
      }),
    ),
  );
}

function tierOf(given: {
  readonly isSplit: boolean;
  readonly isShorter: boolean;
  readonly isCoarse: boolean;
  readonly isFallback: boolean;
}): number {
  if (given.isFallback) return tiers.indexOf("fallback");
  if (given.isCoarse) return tiers.indexOf("coarse");
  if (given.isShorter) return tiers.indexOf("shorter");
  return tiers.indexOf(given.isSplit ? "split" : "whole");
}

/** A file whose facts are not known is started as rows of models.yaml always were: with the cache in f16. */
function kvTypesOf({ kvType, kind }: ExpertRequest, { shape }: PlaceableModel): readonly KvType[] {
  if (kvType !== undefined) return [kvType];
  return kind === "embedding" || shape.isEstimated ? ["f16"] : ["f16", "q8_0"];
}

/** What is wanted, then halves of it down to the least. */
function contextsOf({ context: { wanted, least } }: ExpertRequest, { maxContext }: PlaceableModel): readonly number[] {
  const first = Math.min(wanted, maxContext);
  const contexts = [first];
  for (let next = first / 2; next > least; next /= 2) contexts.push(Math.floor(next));
  if (least < first) contexts.push(least);
  return contexts;
}

function splitsOf({ kind, workers }: ExpertRequest): readonly boolean[] {
  if (kind === "embedding" || workers?.length === 0) return [false];
  return workers === undefined ? [false, true] : [true];
}

export const bitsOf = ({ quantization, shape }: PlaceableModel): number =>
  quantization === undefined || shape.isEstimated ? goodBits : bitsPerWeight(quantization);

/** The name of the model decides between equals, so that the order in which they are listed does not. */
function byPreference(one: Ranked, other: Ranked): number {
  for (const [index, rank] of one.rank.entries()) {
    const difference = rank - (other.rank[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.form.model.name < other.form.model.name ? -1 : 1;
}
