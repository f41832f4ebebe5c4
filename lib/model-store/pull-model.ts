import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import type { ModelFiles } from "../config/check-configuration.ts";
import { readFacts } from "../config/read/read-facts.ts";
import { factsOf } from "../models/gguf/facts-of.ts";
import { readGgufFile } from "../models/gguf/read-gguf.ts";
import type { ModelFacts } from "../models/model-facts.ts";
import { cacheFolder } from "../paths.ts";
import type { ModelFile } from "../config/derive/model-files.ts";
import { pullFile, type PullOptions } from "./pull-file.ts";
import { storedPath } from "./stored-file.ts";

/**
 * Makes sure that all files of a model are on this machine, and that they are what they say; returns their paths and the facts, which
 * a model of another format does not have. Throws MODEL_INVALID, and removes the files then, if they contradict themselves.
 */
export async function pullModel(
  files: readonly ModelFile[],
  options: PullOptions,
): Promise<{ readonly paths: readonly string[]; readonly facts: ModelFacts | undefined }> {
  const paths: string[] = [];
  for (const file of files) {
    paths.push(await options.log.step(`fetch ${file.file}`, (progress) => pullFile(file, { ...options, progress })));
  }
  try {
    return { paths, facts: await factsFrom(files, paths) };
  } catch (thrown) {
    const { cache = cacheFolder } = options;
    for (const file of files) await rm(storedPath(file, cache), { force: true });
    throw new HearthError({
      code: "MODEL_INVALID",
      at: files[0]?.file ?? "",
      message: messageOf(thrown),
      hint: "Its files were removed again. Use another file, or correct the entry in the models file.",
      cause: thrown,
    });
  }
}

/** The facts of a model's files; undefined for a format without a header that we read. */
export async function factsFrom(
  files: readonly Pick<ModelFile, "file" | "isProjector">[],
  paths: readonly string[],
): Promise<ModelFacts | undefined> {
  const weights = paths.filter((_, index) => files[index]?.isProjector === false);
  if (files[0]?.file.endsWith(".gguf") !== true) return undefined;
  return factsOf(await Promise.all(weights.map(readGgufFile)));
}

/** Writes what a model's files say where configurations find it, unless it is there already. */
export function recordFacts(sha256: string, facts: ModelFacts, { facts: files, ownFacts }: ModelFiles): void {
  if (Object.hasOwn(readFacts(files), sha256)) return;
  const own = existsSync(ownFacts) ? (JSON.parse(readFileSync(ownFacts, "utf8")) as Record<string, unknown>) : {};
  const sorted = Object.fromEntries(
    Object.entries({ ...own, [sha256]: facts }).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
  replaceFile(ownFacts, `${JSON.stringify(sorted, undefined, 2)}\n`, { mode: 0o644 });
}
