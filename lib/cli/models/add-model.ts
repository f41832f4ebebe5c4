import { mkdir, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { modelName } from "../../config/shape/fields.ts";
import type { Catalogue } from "../../config/load-models.ts";
import type { ModelRow } from "../../config/shape/models-schema.ts";
import { forbidsCommerce } from "../../models/gguf/describe-header.ts";
import { fetchUnpinned } from "../../model-store/fetch-unpinned.ts";
import { recordFacts } from "../../model-store/pull-model.ts";
import { readNewModel, type NewFile, type NewModel } from "../../model-store/read-new-model.ts";
import { storedPath } from "../../model-store/stored-file.ts";
import { writeOwnModel } from "./own-models.ts";

/** What a person says of a model that its file does not say, or says otherwise. */
export interface AddOptions {
  readonly name?: string;
  readonly kind?: ModelRow["kind"];
  readonly sha256?: string;
  readonly licence?: string;
  readonly forbids?: NonNullable<ModelRow["forbids"]>;
  readonly languages?: readonly string[];
  readonly abilities?: NonNullable<ModelRow["abilities"]>;
}

interface Run {
  readonly catalogue: Catalogue;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Where models are kept; `cacheFolder` of lib/paths.ts by default. */
  readonly cache?: string;
}

export interface Added {
  readonly name: string;
  readonly row: ModelRow;
  readonly file: string;
}

/**
 * Adds a model to the home's own models file: reads its header, refuses what cannot be used, and fetches the whole file only where
 * nothing else says its checksum. Throws MODEL_TAKEN, MODEL_INVALID, MODEL_UNAVAILABLE, LICENCE_FORBIDS, CHECKSUM_MISMATCH.
 */
export async function addModel(
  address: string,
  options: AddOptions,
  { catalogue, log, signal, cache }: Run,
): Promise<Added> {
  const model = await log.step(`read the header of ${address}`, () => readNewModel(address, { signal }));
  const [first] = model.files;
  if (first === undefined) throw new TypeError("a model has a file");
  const name = options.name ?? nameFrom(first.file);
  requireFreeName(name, catalogue);
  const licence = options.licence ?? model.description.licence;
  const forbids = options.forbids ?? (licence !== undefined && forbidsCommerce(licence) ? ["commercial" as const] : []);
  if (forbids.includes(catalogue.use)) throw forbidden(name, { licence, use: catalogue.use });
  requireSameChecksum(first, options.sha256);
  const checksums: string[] = [];
  for (const [index, file] of model.files.entries()) {
    const known = (index === 0 ? options.sha256 : undefined) ?? file.sha256;
    checksums.push(
      known ??
        (await log.step(`fetch ${file.file}`, (progress) =>
          keepUnpinned(file, { log, signal, progress, ...defined({ cache }) }),
        )),
    );
  }
  const row = rowOf(model, { checksums, licence, forbids, options });
  writeOwnModel(catalogue.files.local, name, row);
  recordFacts(row.sha256, model.facts, catalogue.files);
  return { name, row, file: catalogue.files.local };
}

interface Decided {
  readonly checksums: readonly string[];
  readonly licence: string | undefined;
  readonly forbids: NonNullable<ModelRow["forbids"]>;
  readonly options: AddOptions;
}

function rowOf(model: NewModel, { checksums, licence, forbids, options }: Decided): ModelRow {
  const named = model.files.map(({ file }, index) => ({ file, sha256: checksums[index] ?? "" }));
  const [first = { file: "", sha256: "" }, ...moreFiles] = named;
  const languages =
    options.languages ?? (model.description.languages.length > 0 ? model.description.languages : undefined);
  const { abilities } = options;
  const { projector } = model;
  return {
    kind: options.kind ?? model.description.kind,
    ...first,
    ...(moreFiles.length === 0 && { size: `${model.facts.fileBytes} B` as const }),
    ...defined({ languages: languages && [...languages], abilities, licence }),
    ...(forbids.length > 0 && { forbids }),
    sources: [...model.sources],
    ...(moreFiles.length > 0 && { moreFiles }),
    ...(projector !== undefined && { projector: { ...projector, sources: [...projector.sources] } }),
  };
}

interface KeepOptions {
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly progress: (note: string) => void;
  readonly cache?: string;
}

/** Downloads a file whose checksum nobody knows, and keeps it under the one that it turns out to have. */
async function keepUnpinned(file: NewFile, options: KeepOptions): Promise<string> {
  const { path, sha256 } = await fetchUnpinned(file, options);
  const stored = storedPath({ ...file, sha256 }, options.cache);
  await mkdir(dirname(stored), { recursive: true });
  await rename(path, stored);
  return sha256;
}

/** `Qwen3-4B-Q4_K_M.gguf` → `qwen3-4b-q4_k_m`. */
const nameFrom = (file: string): string =>
  file
    .toLowerCase()
    .replace(/(?:-\d{5}-of-\d{5})?\.gguf$/, "")
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "");

function requireFreeName(name: string, { entries }: Catalogue): void {
  const isTaken = entries.some((entry) => entry.name === name);
  if (!isTaken && modelName.safeParse(name).success) return;
  throw new HearthError({
    code: isTaken ? "MODEL_TAKEN" : "MODEL_INVALID",
    message: isTaken ? `there is already a model ${name}` : `${name} cannot be a model's name`,
    hint: "Choose another with `--name`: small letters, digits, dots, hyphens and underscores.",
  });
}

function requireSameChecksum({ file, sha256 }: NewFile, wanted: string | undefined): void {
  if (wanted === undefined || sha256 === undefined || wanted === sha256) return;
  throw new HearthError({
    code: "CHECKSUM_MISMATCH",
    message: `${file} has checksum ${sha256}, and you asked for ${wanted}`,
    hint: "Nothing was added. Find out where the other checksum comes from.",
  });
}

const forbidden = (
  name: string,
  { licence, use }: { readonly licence: string | undefined; readonly use: string },
): HearthError =>
  new HearthError({
    code: "LICENCE_FORBIDS",
    message: `${name} is not for ${use} use: its licence (${licence ?? "as given"}) forbids it, and the inventory says \`use: ${use}\``,
    hint: "Choose another model; `hearth models list` shows licences.",
  });
