import { bytes } from "@hearth/kernel/units.ts";
import type { ModelRule } from "./rule.ts";

/** Rules for a row of models.yaml. */
export const modelRules: Readonly<Record<string, ModelRule>> = {
  *"embedding-without-dimensions"(models) {
    for (const [name, model] of Object.entries(models)) {
      if (model?.kind !== "embedding" || "dimensions" in model) continue;
      yield { path: [name, "dimensions"], what: "is missing", hint: "add the length of the model's vectors" };
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
