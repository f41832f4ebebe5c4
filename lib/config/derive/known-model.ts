import { bytes } from "@hearth/kernel/units.ts";
import { estimateMemoryBytes } from "../../models/estimate-memory.ts";
import type { ModelFacts } from "../../models/model-facts.ts";
import type { Draft } from "../shape/draft.ts";
import type { ModelRow } from "../shape/models-schema.ts";

/** What is known of models' files, by the SHA-256 of the first file. */
export type FactsByChecksum = Readonly<Record<string, ModelFacts>>;

/** What is known of a model: what its row says, and for the rest what its file says. */
export interface KnownModel {
  readonly facts?: ModelFacts;
  /** Of all files together. */
  readonly sizeBytes: number | undefined;
  readonly maxContext: number | undefined;
  readonly dimensions: number | undefined;
  /** Memory with a context of so many tokens. */
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
  return {
    ...(facts !== undefined && { facts }),
    sizeBytes: facts?.fileBytes ?? (row.size === undefined ? undefined : bytes(row.size)),
    maxContext: row.context ?? facts?.trainedContext,
    dimensions: row.dimensions ?? facts?.embeddingDimensions,
    memoryBytes: (contextTokens) => memory ?? (facts && estimateMemoryBytes(facts, contextTokens)),
  };
}
