import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { HearthError } from "@hearth/kernel/errors.ts";
import { modelFactsSchema } from "../../models/model-facts-schema.ts";
import type { ModelFacts } from "../../models/model-facts.ts";

const factsFile = z.record(z.string(), modelFactsSchema);

/**
 * What the files of models say, by checksum, from the files given; later ones go before earlier ones, and one need not exist. Throws
 * CONFIG_UNREADABLE if one is not what `hearth models` writes.
 */
export const readFacts = (files: readonly string[]): Readonly<Record<string, ModelFacts>> =>
  Object.assign({}, ...files.filter((file) => existsSync(file)).map(readOne)) as Readonly<Record<string, ModelFacts>>;

function readOne(file: string): Readonly<Record<string, ModelFacts>> {
  try {
    return factsFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (thrown) {
    throw new HearthError({
      code: "CONFIG_UNREADABLE",
      at: file,
      message: "the facts about models cannot be read",
      hint: "Remove the file, then run `hearth models pull NAME` for the models that you use; that writes it.",
      cause: thrown,
    });
  }
}
