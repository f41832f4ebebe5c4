import { bytes } from "@hearth/kernel/units.ts";
import type { ModelFacts } from "../../models/model-facts.ts";
import {
  estimatedShape,
  memoryOnOneDevice,
  partsSum,
  shapeOf,
  type MemoryShape,
} from "../../placement/memory-model.ts";
import { usualServing } from "../../placement/serving.ts";
import type { Draft } from "../shape/draft.ts";
import type { ModelRow, Models } from "../shape/models-schema.ts";

/** What is known of models' files, by the SHA-256 of the first file. */
export type FactsByChecksum = Readonly<Record<string, ModelFacts>>;

/** What is known of a model: what its row says, and for the rest what its file says. */
export interface KnownModel {
  readonly facts?: ModelFacts;
  /** Of all files together. */
  readonly sizeBytes: number | undefined;
  readonly maxContext: number | undefined;
  readonly dimensions: number | undefined;
  /** Absent if neither the row nor the file says enough. */
  readonly shape?: MemoryShape;
  /** Memory on one machine with a context of so many tokens, besides what every process takes. */
  readonly memoryBytes: (contextTokens: number) => number | undefined;
}

/** Tokens; enough for a conversation, and small compared with the weights. */
const defaultContext = 4_096;

/** The context of an expert whose inventory does not say one. */
export const defaultContextOf = ({ maxContext = defaultContext }: Pick<KnownModel, "maxContext">): number =>
  Math.min(maxContext, defaultContext);

export function knownModel(row: Draft<ModelRow>, allFacts: FactsByChecksum): KnownModel {
  const facts = row.sha256 === undefined ? undefined : allFacts[row.sha256];
  const memory = row.memory === undefined ? undefined : bytes(row.memory);
  const sizeBytes = facts?.fileBytes ?? (row.size === undefined ? undefined : bytes(row.size));
  const maxContext = row.context ?? facts?.trainedContext;
  const shape =
    facts !== undefined
      ? shapeOf(facts)
      : sizeBytes !== undefined && memory !== undefined && maxContext !== undefined
        ? estimatedShape({ sizeBytes, memoryBytes: memory, maxContext })
        : undefined;
  const kind = row.kind === "embedding" ? "embedding" : "chat";
  return {
    ...(facts !== undefined && { facts }),
    ...(shape !== undefined && { shape }),
    sizeBytes,
    maxContext,
    dimensions: row.dimensions ?? facts?.embeddingDimensions,
    memoryBytes: (contextTokens) =>
      shape === undefined ? memory : Math.ceil(partsSum(memoryOnOneDevice(shape, usualServing(kind, contextTokens)))),
  };
}

/** A model that an expert may have, with what the rules have made sure of. */
export interface ServableModel {
  readonly row: ModelRow;
  readonly kind: "chat" | "embedding";
  readonly known: KnownModel;
  readonly sizeBytes: number;
  readonly maxContext: number;
  /** That is asked for, or the default. */
  readonly contextTokens: number;
  readonly shape: MemoryShape;
  /** With that context. */
  readonly memoryBytes: number;
}

/** The model of an expert that the rules have let through; `tokens` is the context that it asks for. */
export function servableModel(
  name: string,
  { models, facts }: { readonly models: Models; readonly facts: FactsByChecksum },
  tokens?: number,
): ServableModel {
  const row = models[name];
  if (row === undefined) throw new TypeError(`no model ${name}`);
  const { kind } = row;
  const known = knownModel(row, facts);
  const { shape, sizeBytes, maxContext } = known;
  const contextTokens = tokens ?? defaultContextOf(known);
  const memoryBytes = known.memoryBytes(contextTokens);
  if (
    (kind !== "chat" && kind !== "embedding") ||
    shape === undefined ||
    sizeBytes === undefined ||
    maxContext === undefined ||
    memoryBytes === undefined
  )
    throw new TypeError(`the rules let an expert have the model ${name}`);
  return { row, kind, known, shape, sizeBytes, maxContext, contextTokens, memoryBytes };
}
