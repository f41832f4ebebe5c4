import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { defined } from "@hearth/kernel/defined.ts";
import { root } from "../paths.ts";
import { checkInventory, type CheckedConfiguration } from "./check-inventory.ts";
import type { PlacementFacts } from "./derive/place-auto.ts";
import { readConfigurationFile } from "./read/read-configuration-file.ts";
import { readFacts } from "./read/read-facts.ts";
import type { Declared } from "./shape/declared.ts";

export interface ConfigurationOptions {
  /** The models file; by default `models.yaml` beside the inventory, or else the kit's own in stacks/. */
  readonly models?: string;
  readonly declared: Declared;
  /** What was measured on the machines, and where experts are now; nothing by default. */
  readonly placement?: PlacementFacts;
}

/** The files that describe models to an inventory. */
export interface ModelFiles {
  readonly models: string;
  /** The home's own, which need not exist. Its entries go before those of the same name. */
  readonly local: string;
  /** What the files of models say, by checksum; need not exist. Later ones go before earlier ones. */
  readonly facts: readonly string[];
  /** That of `facts` which commands write to. */
  readonly ownFacts: string;
}

/** Where an inventory's models are described. */
export function modelFilesOf(inventoryFile: string, models = defaultModelsFile(inventoryFile)): ModelFiles {
  const beside = (name: string): string => join(dirname(inventoryFile), name);
  const ownFacts = beside("models.local.facts.json");
  const kitFacts = join(root, "stacks", "models.facts.json");
  return { models, local: beside("models.local.yaml"), facts: [kitFacts, ownFacts], ownFacts };
}

/**
 * Reads and checks an inventory and its models files, and returns all findings at once, as data. Throws only CONFIG_UNREADABLE, if
 * a file cannot be read at all.
 */
export function checkConfiguration(file: string, options: ConfigurationOptions): CheckedConfiguration {
  const { models, local, facts } = modelFilesOf(file, options.models);
  return checkInventory({
    inventory: { file, content: readConfigurationFile(file) },
    models: { file: models, content: readConfigurationFile(models) },
    localModels: existsSync(local) ? { file: local, content: readConfigurationFile(local) } : undefined,
    facts: readFacts(facts),
    declared: options.declared,
    ...defined({ placement: options.placement }),
  });
}

function defaultModelsFile(inventoryFile: string): string {
  const beside = join(dirname(inventoryFile), "models.yaml");
  return existsSync(beside) ? beside : join(root, "stacks", "models.yaml");
}
