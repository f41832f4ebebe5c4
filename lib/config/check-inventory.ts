import { dirname } from "node:path";
import { defined } from "@hearth/kernel/defined.ts";
import type { Placement } from "../placement/placement.ts";
import type { Declared } from "./shape/declared.ts";
import { checkShape } from "./shape/check-shape.ts";
import type { Cluster } from "./derive/cluster.ts";
import { deriveCluster } from "./derive/derive-cluster.ts";
import type { FactsByChecksum } from "./derive/known-model.ts";
import { nothingMeasured, placeAuto, type PlacementFacts } from "./derive/place-auto.ts";
import type { Draft } from "./shape/draft.ts";
import { sortFindings, type Breach, type Complaint, type Finding } from "./read/finding.ts";
import { inventorySchemaOf, type Inventory } from "./shape/inventory-schema.ts";
import { modelsSchema, type Models } from "./shape/models-schema.ts";
import { parseYaml } from "./read/parse-yaml.ts";
import type { Source } from "./read/source.ts";
import { referencesOf } from "./rules/references.ts";
import { layerRoleOptions } from "./derive/role-options.ts";
import { inventoryRules } from "./rules/all-rules.ts";
import { modelRules } from "./rules/model-rules.ts";

/** A file's name, as findings show it, and its bytes. */
export interface ConfigurationFile {
  readonly file: string;
  readonly content: Uint8Array;
}

interface Files {
  readonly inventory: ConfigurationFile;
  readonly models: ConfigurationFile;
  /** The models of this home, which go before those of the same name. */
  readonly localModels?: ConfigurationFile | undefined;
  readonly facts?: FactsByChecksum;
  readonly declared: Declared;
  readonly placement?: PlacementFacts;
}

export interface Written {
  readonly inventory: Inventory;
  readonly source: Source;
}

export interface CheckedConfiguration {
  /** Everything that is wrong, by file and position; empty if the configuration is valid. */
  readonly findings: readonly Finding[];
  /** Absent if there are findings. */
  readonly cluster?: Cluster;
  /** Where Hearth places the experts that leave it the choice; absent if none does, or if there are findings. */
  readonly placement?: Placement;
  /** The inventory as written, with the position of everything in it. Absent if there are findings. */
  readonly written?: Written;
}

/** Read, shape, rules, derive: each step works on what the previous one found valid. Pure. */
export function checkInventory({
  inventory,
  models,
  localModels,
  facts = {},
  declared,
  placement = nothingMeasured,
}: Files): CheckedConfiguration {
  const modelsPart = checkAllModels([models, ...(localModels === undefined ? [] : [localModels])], facts);
  const parsed = parseYaml(inventory.file, inventory.content);
  const files = [inventory.file, models.file, ...(localModels === undefined ? [] : [localModels.file])];
  if (parsed.source === undefined)
    return { findings: sortFindings([...parsed.findings, ...modelsPart.findings], files) };

  const shape = checkShape(inventorySchemaOf(declared), parsed.source.value);
  const { roleOptions } = declared;
  const roles = roleOptions && Object.keys(roleOptions);
  const references = referencesOf({ inventory: shape.draft, models: modelsPart.draft, facts, roles });
  const layered = layerRoleOptions(shape.draft, roleOptions ?? {});
  const crossField = Object.entries(inventoryRules).flatMap(([rule, check]) =>
    named(rule, check({ inventory: shape.draft, references, declared })),
  );
  const breaches = [...shape.breaches, ...crossField, ...layered.breaches];
  const findings = [...parsed.findings, ...breaches.map(parsed.source.locate), ...modelsPart.findings];
  if (findings.length > 0) return { findings: sortFindings(findings, files) };
  // Without findings nothing was left out, so the drafts are complete.
  const whole = { inventory: shape.draft as Inventory, models: modelsPart.draft as Models };
  const folder = dirname(inventory.file);
  const placed = placeAuto({
    ...whole,
    modelFacts: facts,
    facts: placement,
    ...defined({ architecture: declared.architecture }),
  });
  if (placed.breaches.length > 0) {
    return { findings: sortFindings(placed.breaches.map(parsed.source.locate), files) };
  }
  const cluster = deriveCluster({
    ...whole,
    ...defined({ placement: placed.placement }),
    reduced: placed.reduced,
    facts,
    options: layered.options,
    folder,
    declared,
  });
  const written = { inventory: whole.inventory, source: parsed.source };
  return { findings, cluster, written, ...defined({ placement: placed.placement }) };
}

interface CheckedModels {
  /** The valid part of the models; undefined if the file cannot be parsed. */
  readonly draft: Draft<Models> | undefined;
  readonly findings: readonly Finding[];
}

/** Later files go before earlier ones. */
export function checkAllModels(files: readonly ConfigurationFile[], facts: FactsByChecksum): CheckedModels {
  const parts = files.map((file) => checkModels(file, facts));
  const drafts = parts.map(({ draft }) => draft);
  return {
    draft: drafts.includes(undefined) ? undefined : (Object.assign({}, ...drafts) as Draft<Models>),
    findings: parts.flatMap(({ findings }) => findings),
  };
}

function checkModels({ file, content }: ConfigurationFile, facts: FactsByChecksum): CheckedModels {
  const { source, findings } = parseYaml(file, content);
  if (source === undefined) return { draft: undefined, findings };
  const { draft, breaches } = checkShape(modelsSchema, source.value);
  const acrossFields = Object.entries(modelRules).flatMap(([rule, check]) => named(rule, check(draft, facts)));
  return { draft, findings: [...findings, ...[...breaches, ...acrossFields].map(source.locate)] };
}

const named = (rule: string, complaints: Iterable<Complaint>): readonly Breach[] =>
  Array.from(complaints, (complaint) => ({ ...complaint, rule }));
