import { countField } from "./field-readers.ts";
import { GgufProblem } from "./gguf-problem.ts";
import type { GgufHeader } from "./parse-gguf-header.ts";

/** Into how many files a model is split, by the header of one of them. */
export const partsOf = (header: GgufHeader): number => Math.max(1, countField(header, "split.count") ?? 1);

/** One header for a model of several files. Throws GgufProblem if one is missing, in the wrong place, or of another model. */
export function joinParts(parts: readonly GgufHeader[]): GgufHeader {
  const [first] = parts;
  if (first === undefined) throw new GgufProblem("there is no file");
  const count = partsOf(first);
  if (count !== parts.length)
    throw new GgufProblem(`the model is split into ${count} files, and there are ${parts.length}`);
  if (count === 1) return first;
  for (const [index, part] of parts.entries()) {
    const number = countField(part, "split.no");
    if (number !== index || partsOf(part) !== count)
      throw new GgufProblem(
        `file ${index + 1} of ${count} says that it is number ${(number ?? 0) + 1} of ${partsOf(part)}`,
      );
  }
  const tensors = parts.flatMap((part) => part.tensors);
  const promised = countField(first, "split.tensors.count");
  if (promised !== undefined && promised !== tensors.length)
    throw new GgufProblem(`the first file promises ${promised} tensors, and all files together have ${tensors.length}`);
  return { ...first, tensors, fileBytes: parts.reduce((sum, { fileBytes }) => sum + fileBytes, 0) };
}

/**
 * The names of all files of a model, from any of them: `model-00001-of-00003.gguf` has two more. A name without such an ending is the
 * only one.
 */
export function partNames(file: string): readonly string[] {
  const match = /^(.*-)\d{5}(-of-)(\d{5})(\.gguf)$/.exec(file);
  if (match === null) return [file];
  const [, stem = "", of = "", count = "1", ending = ""] = match;
  return Array.from(
    { length: Math.min(Number(count), 999) },
    (_, index) => `${stem}${String(index + 1).padStart(5, "0")}${of}${count}${ending}`,
  );
}
