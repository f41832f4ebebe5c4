import { bytes } from "@hearth/kernel/units.ts";
import type { Path } from "../read/finding.ts";
import type { Draft } from "../shape/draft.ts";
import type { InventoryExpert } from "../shape/inventory-schema.ts";
import { isPlacedByHearth } from "../derive/is-placed-by-hearth.ts";
import { defaultContextOf, knownModel, type KnownModel } from "../derive/known-model.ts";
import { layersOf, settingOf } from "../derive/layers.ts";
import type { ModelRow } from "../shape/models-schema.ts";
import { serviceNamesWith } from "./reserved-names.ts";
import { repeated } from "./repeated.ts";
import type { Given, Rules } from "./rule.ts";
import { unknownReference } from "./unknown-reference.ts";

/** Rules for experts: names, places, and what their models can do. */
export const expertRules: Rules = {
  *"duplicate-expert-name"({ inventory: { experts = [] } }) {
    for (const { item, index } of repeated(experts.map((expert) => expert?.name))) {
      const what = `another expert already has the name \`${item}\``;
      yield { path: ["experts", index, "name"], what, hint: "give each expert a name of its own" };
    }
  },

  *"reserved-expert-name"({ inventory: { experts = [] }, declared }) {
    for (const [index, expert] of experts.entries()) {
      if (expert?.name === undefined || !serviceNamesWith(declared).includes(expert.name)) continue;
      yield {
        path: ["experts", index, "name"],
        what: `\`${expert.name}\` is a service of Hearth`,
        hint: "choose another name",
      };
    }
  },

  *"unknown-model"({ inventory: { experts = [] }, references: { models } }) {
    const known = models === undefined ? undefined : Object.keys(models);
    for (const [index, expert] of experts.entries()) {
      yield* unknownReference({ name: expert?.model, path: ["experts", index, "model"], kind: "model" }, known);
    }
  },

  *"unknown-fallback"({ inventory: { experts = [] }, references: { models } }) {
    const known = models === undefined ? undefined : Object.keys(models);
    for (const [index, expert] of experts.entries()) {
      for (const [position, name] of (expert?.fallbacks ?? []).entries()) {
        yield* unknownReference({ name, path: ["experts", index, "fallbacks", position], kind: "model" }, known);
      }
    }
  },

  *"fallback-of-another-kind"(given) {
    const { models = {} } = given.references;
    for (const { expert, index, model } of expertsWithModels(given)) {
      for (const [position, name] of (expert.fallbacks ?? []).entries()) {
        const kind = name === undefined || !Object.hasOwn(models, name) ? undefined : models[name]?.kind;
        if (kind === undefined || model.kind === undefined || kind === model.kind) continue;
        const what = `${name ?? ""} is a model of the kind ${kind}, and ${expert.model ?? ""} of the kind ${model.kind}`;
        yield { path: ["experts", index, "fallbacks", position], what, hint: "name models of the same kind" };
      }
    }
  },

  *"fallbacks-without-choice"({ inventory: { experts = [] } }) {
    for (const [index, expert] of experts.entries()) {
      if (expert?.fallbacks === undefined || isPlacedByHearth(expert)) continue;
      const what = "this expert is placed by hand, so `fallbacks` are never tried";
      yield { path: ["experts", index, "fallbacks"], what, hint: "add `place: auto`, or remove `fallbacks`" };
    }
  },

  *"unknown-head"({ inventory: { experts = [] }, references: { nodes } }) {
    for (const [index, expert] of experts.entries()) {
      yield* unknownReference({ name: expert?.head, path: ["experts", index, "head"], kind: "node" }, nodes);
    }
  },

  *"unknown-worker"({ inventory: { experts = [] }, references: { nodes } }) {
    for (const [index, expert] of experts.entries()) {
      for (const [position, name] of (expert?.workers ?? []).entries()) {
        yield* unknownReference({ name, path: ["experts", index, "workers", position], kind: "node" }, nodes);
      }
    }
  },

  *"head-is-worker"({ inventory: { experts = [] } }) {
    for (const [index, expert] of experts.entries()) {
      for (const [position, name] of (expert?.workers ?? []).entries()) {
        if (name === undefined || name !== expert?.head) continue;
        const what = `\`${name}\` is the head, which holds layers anyway`;
        yield { path: ["experts", index, "workers", position], what, hint: "remove it from the workers" };
      }
    }
  },

  *"repeated-worker"({ inventory: { experts = [] } }) {
    for (const [index, expert] of experts.entries()) {
      for (const { item, index: position } of repeated(expert?.workers ?? [])) {
        const path = ["experts", index, "workers", position];
        yield { path, what: `\`${item}\` is already a worker of this expert`, hint: "name each node once" };
      }
    }
  },

  *"context-too-large"(given) {
    for (const { expert, index, known } of expertsWithModels(given)) {
      const { maxContext } = known;
      if (expert.context === undefined || maxContext === undefined || expert.context <= maxContext) continue;
      const what = `${expert.context} tokens exceed what ${expert.model ?? ""} was trained for`;
      yield { path: ["experts", index, "context"], what, hint: `use at most ${maxContext}` };
    }
  },

  *"unservable-model"(given) {
    for (const { expert, index, model } of expertsWithModels(given)) {
      if (model.kind !== "rerank" && model.kind !== "transcription") continue;
      const what = `${expert.model ?? ""} is a model for ${model.kind === "rerank" ? "ranking" : "transcription"}, which experts cannot serve yet`;
      yield { path: ["experts", index, "model"], what, hint: "choose a model of the kind `chat` or `embedding`" };
    }
  },

  /** Without them neither memory nor time can be planned. */
  *"model-not-read"(given) {
    for (const { name, path, model, known } of modelsOfExperts(given)) {
      const needed = {
        size: known.sizeBytes,
        memory: known.memoryBytes(defaultContextOf(known)),
        context: known.maxContext,
        ...(model.kind === "embedding" && { dimensions: known.dimensions }),
      };
      // A malformed key has a finding of its own.
      const missing = Object.entries(needed).flatMap(([key, value]) =>
        value === undefined && !(key in model) ? [key] : [],
      );
      if (missing.length === 0) continue;
      const what = `the file of ${name} was never read, and its entry does not give ${missing.join(", ")}`;
      const hint = `run \`hearth models pull ${name}\`, which reads them from the file`;
      yield { path, what, hint };
    }
  },

  *"model-from-nowhere"(given) {
    const { modelFiles } = given.declared;
    for (const { name, path, model } of modelsOfExperts(given)) {
      const { file } = model;
      if (modelFiles === undefined || file === undefined || "sources" in model || modelFiles.includes(file)) continue;
      const what = `nothing brings ${file}: ${name} has no \`sources\`, and the toolchain has no such file`;
      yield { path, what, hint: "give the model `sources`; docs/how-to/models.md shows how" };
    }
  },

  *"licence-forbids-use"(given) {
    const { use = "private" } = given.inventory.cluster ?? {};
    for (const { name, path, model } of modelsOfExperts(given)) {
      if (model.forbids?.includes(use) !== true) continue;
      const licence = model.licence === undefined ? "its licence" : `its licence (${model.licence})`;
      const what = `${name} is not for ${use} use: ${licence} forbids it`;
      yield {
        path,
        what,
        hint: "choose another; `hearth models list` shows their licences",
      };
    }
  },

  *"embedding-with-workers"(given) {
    for (const { expert, index, model } of expertsWithModels(given)) {
      if (model.kind !== "embedding" || (expert.workers ?? []).length === 0) continue;
      const hint = "remove `workers`: a model this small is slower on several machines";
      yield { path: ["experts", index, "workers"], what: "an embedding model runs on one machine", hint };
    }
  },

  *"too-little-memory"(given) {
    const { inventory } = given;
    for (const { expert, index, memoryBytes } of expertsWithModels(given)) {
      if (isPlacedByHearth(expert)) continue;
      const names = [expert.head, ...(expert.workers ?? [])];
      const declared = names.map((name) => memoryOf(inventory, name));
      if (memoryBytes === undefined || declared.includes(undefined)) continue;
      const offered = declared.reduce<number>((sum, count) => sum + (count ?? 0), 0);
      if (offered >= memoryBytes) continue;
      const what = `${expert.model ?? ""} needs ${sizeText(memoryBytes)}, and ${names.join(" and ")} ${names.length === 1 ? "offers" : "offer"} ${sizeText(offered)}`;
      yield {
        path: ["experts", index, "model"],
        what,
        hint: "add a worker, raise `resources.memory`, or choose a smaller model",
      };
    }
  },

  /** Each fits alone, but not beside the others. */
  *"too-little-memory-together"(given) {
    for (const [node, loads] of loadsOf(given)) {
      const offered = memoryOf(given.inventory, node);
      const last = loads.at(-1);
      if (offered === undefined || last === undefined || loads.some((load) => load.memoryBytes > offered)) continue;
      const needed = loads.reduce((sum, load) => sum + load.memoryBytes, 0);
      if (needed <= offered) continue;
      const what = `${loads.map((load) => load.expert).join(" and ")} need ${sizeText(needed)} on ${node}, which offers ${sizeText(offered)}`;
      const hint = "move one of them, raise `resources.memory`, or choose a smaller model";
      yield { path: ["experts", last.index, "model"], what, hint };
    }
  },
};

interface Load {
  readonly expert: string;
  readonly index: number;
  readonly memoryBytes: number;
}

/** What experts take of each node's memory: the layers, in equal parts on the workers where there are any, else on the head. */
function loadsOf(given: Given): ReadonlyMap<string, readonly Load[]> {
  const loads = new Map<string, Load[]>();
  for (const { expert, index, memoryBytes: needed } of expertsWithModels(given)) {
    if (needed === undefined || isPlacedByHearth(expert)) continue;
    const workers = expert.workers ?? [];
    const nodes = workers.length === 0 ? [expert.head] : workers;
    const memoryBytes = needed / nodes.length;
    for (const node of new Set(nodes)) {
      if (node === undefined) continue;
      loads.set(node, [...(loads.get(node) ?? []), { expert: expert.name ?? `experts[${index}]`, index, memoryBytes }]);
    }
  }
  return loads;
}

interface ExpertWithModel {
  readonly expert: Draft<InventoryExpert>;
  readonly index: number;
  readonly model: Draft<ModelRow>;
  readonly known: KnownModel;
  /** With the expert's context. */
  readonly memoryBytes: number | undefined;
}

function expertsWithModels({
  inventory: { experts = [] },
  references: { models = {}, facts },
}: Given): readonly ExpertWithModel[] {
  return experts.flatMap((expert, index) => {
    if (expert?.model === undefined || !Object.hasOwn(models, expert.model)) return [];
    const model = models[expert.model];
    if (model === undefined) return [];
    const known = knownModel(model, facts);
    const memoryBytes = known.memoryBytes(expert.context ?? defaultContextOf(known));
    return [{ expert, index, model, known, memoryBytes }];
  });
}

interface NamedModel {
  readonly name: string;
  readonly path: Path;
  readonly model: Draft<ModelRow>;
  readonly known: KnownModel;
}

/** Each model that an expert may run: its own, and those that it falls back to. */
function modelsOfExperts({
  inventory: { experts = [] },
  references: { models = {}, facts },
}: Given): readonly NamedModel[] {
  return experts.flatMap((expert, index) => {
    const named = [
      { name: expert?.model, path: ["experts", index, "model"] },
      ...(expert?.fallbacks ?? []).map((name, position) => ({ name, path: ["experts", index, "fallbacks", position] })),
    ];
    return named.flatMap(({ name, path }) => {
      const model = name !== undefined && Object.hasOwn(models, name) ? models[name] : undefined;
      return name === undefined || model === undefined ? [] : [{ name, path, model, known: knownModel(model, facts) }];
    });
  });
}

/** The memory that a node offers to Nomad, in bytes; undefined if none is declared. */
function memoryOf(inventory: Given["inventory"], name: string | undefined): number | undefined {
  const index = (inventory.nodes ?? []).findIndex((node) => node !== undefined && node.name === name);
  const memory = settingOf(layersOf(inventory, index), "resources", "memory")?.value;
  return memory === undefined ? undefined : bytes(memory);
}

/** In whole GiB where they are, as a person writes it. */
const sizeText = (count: number): string =>
  count % 2 ** 30 === 0 ? `${count / 2 ** 30} GiB` : `${Math.floor(count / 2 ** 20)} MiB`;
