import { bytes } from "@hearth/kernel/units.ts";
import { knownModel } from "../derive/known-model.ts";
import type { ModelRule } from "./rule.ts";

/** Rules for a row of models.yaml. */
export const modelRules: Readonly<Record<string, ModelRule>> = {
  /** Only where a file says it otherwise: what a row leaves out is in the file. */
  *"contradicts-file"(models, allFacts) {
    for (const [name, model] of Object.entries(models)) {
      if (model === undefined) continue;
      const { facts } = knownModel(model, allFacts);
      const said = [
        ["context", model.context, facts?.trainedContext],
        ["dimensions", model.dimensions, facts?.embeddingDimensions],
      ] as const;
      for (const [key, written, found] of said) {
        if (written === undefined || found === undefined || written === found) continue;
        yield { path: [name, key], what: `the file says ${found}`, hint: "remove the key: it is read from the file" };
      }
      const isWhole = (model.moreFiles ?? []).length === 0;
      if (!isWhole || facts === undefined || model.size === undefined || closeTo(bytes(model.size), facts.fileBytes))
        continue;
      yield {
        path: [name, "size"],
        what: `the file has ${facts.fileBytes} bytes`,
        hint: "remove the key, or correct it",
      };
    }
  },

  *"chat-with-dimensions"(models) {
    for (const [name, model] of Object.entries(models)) {
      if (model?.kind !== "chat" || model.dimensions === undefined) continue;
      yield { path: [name, "dimensions"], on: "key", what: "only embedding models have dimensions", hint: "remove it" };
    }
  },

  *"memory-below-size"(models) {
    for (const [name, model] of Object.entries(models)) {
      if (model?.memory === undefined || model.size === undefined || bytes(model.memory) >= bytes(model.size)) continue;
      const what = `${model.memory} cannot hold a file of ${model.size}`;
      yield { path: [name, "memory"], what, hint: "count the weights, the context and the buffers" };
    }
  },
};

/** A size may be rounded, as in `98 MB`. */
const closeTo = (written: number, found: number): boolean => Math.abs(written - found) <= found / 100;
