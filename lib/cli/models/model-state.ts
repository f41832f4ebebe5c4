import { statSync } from "node:fs";
import { defaultContextOf } from "../../config/derive/known-model.ts";
import { filesOfModel, type ModelFile } from "../../config/derive/model-files.ts";
import type { CatalogueEntry } from "../../config/load-models.ts";
import type { ModelFacts } from "../../models/model-facts.ts";
import { processBytes } from "../../placement/memory-model.ts";
import { describeSource } from "../../model-store/source-address.ts";
import { findStored, partialPath } from "../../model-store/stored-file.ts";

/** A model of the catalogue, and what this machine and the cluster have for it. */
export interface ModelState {
  readonly name: string;
  readonly kind: string;
  readonly isOwn: boolean;
  readonly abilities: readonly string[];
  readonly languages: readonly string[] | undefined;
  readonly licence: string | undefined;
  readonly forbids: readonly string[];
  readonly quantization: string | undefined;
  readonly sizeBytes: number | undefined;
  /** Of one process with `planTokens` of context, as `hearth models plan` counts it. */
  readonly memoryBytes: number | undefined;
  /** What its weights alone need, where its header was not read yet and its size is known. */
  readonly leastMemoryBytes: number | undefined;
  readonly planTokens: number;
  readonly contextTokens: number | undefined;
  readonly files: readonly Pick<ModelFile, "file" | "sha256">[];
  readonly isHere: boolean;
  /** Of files that are not here yet. */
  readonly arrivedBytes: number;
  /** Absent if memory is not known, the model's or the machines'. */
  readonly fit?: Fit;
  readonly sources: readonly string[];
  readonly note: string | undefined;
  readonly facts: ModelFacts | undefined;
}

/** On how many of the cluster's machines a model fits, or how much memory is missing on all of them. */
export type Fit =
  | { readonly isFitting: true; readonly machines: number }
  | { readonly isFitting: false; readonly missingBytes: number };

/** What weights need at least where nothing else is known: a cache and buffers come on top. */
const leastShareOfSize = 1.1;

export function stateOf({ name, row, known, isOwn }: CatalogueEntry, machinesBytes: readonly number[]): ModelState {
  const planTokens = defaultContextOf(known);
  const modelBytes = known.memoryBytes(planTokens);
  const memoryBytes = modelBytes === undefined ? undefined : processBytes + modelBytes;
  const files = filesOfModel(row, known.sizeBytes);
  const ofWeights = known.sizeBytes === undefined ? undefined : leastShareOfSize * known.sizeBytes;
  const leastMemoryBytes = memoryBytes === undefined ? ofWeights : undefined;
  const needed = memoryBytes ?? leastMemoryBytes;
  const { chat } = known.facts ?? {};
  const read = chat === undefined ? [] : (["tools", "reasoning"] as const).filter((ability) => chat[ability]);
  return {
    name,
    kind: row.kind,
    isOwn,
    abilities: [...new Set([...(row.abilities ?? []), ...read])],
    languages: row.languages,
    licence: row.licence,
    forbids: row.forbids ?? [],
    quantization: known.facts?.quantization,
    sizeBytes: known.sizeBytes,
    memoryBytes,
    leastMemoryBytes,
    planTokens,
    contextTokens: known.maxContext,
    files: files.map(({ file, sha256 }) => ({ file, sha256 })),
    isHere: files.every((file) => findStored(file) !== undefined),
    arrivedBytes: files.reduce((sum, file) => sum + sizeOf(findStored(file) ?? partialPath(file)), 0),
    ...(needed !== undefined && machinesBytes.length > 0 && { fit: fitOf(needed, machinesBytes) }),
    sources: files.flatMap((file) => file.sources.map((source) => describeSource(source, file))),
    note: row.note,
    facts: known.facts,
  };
}

/** The fewest machines whose memory together is enough, the largest first. */
export function fitOf(neededBytes: number, machinesBytes: readonly number[]): Fit {
  let offered = 0;
  for (const [index, bytes] of machinesBytes.toSorted((one, other) => other - one).entries()) {
    offered += bytes;
    if (offered >= neededBytes) return { isFitting: true, machines: index + 1 };
  }
  return { isFitting: false, missingBytes: neededBytes - offered };
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
