import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { defined } from "@hearth/kernel/defined.ts";
import { root } from "../paths.ts";
import { checkInventory, type CheckedConfiguration } from "./check-inventory.ts";
import type { PlacementFacts } from "./derive/place-auto.ts";
import { readConfigurationFile } from "./read/read-configuration-file.ts";
import type { Declared } from "./shape/declared.ts";

export interface ConfigurationOptions {
  /** The models file; by default `models.yaml` beside the inventory, or else the kit's own in stacks/. */
  readonly models?: string;
  readonly declared: Declared;
  /** What was measured on the machines, and where experts are now; nothing by default. */
  readonly placement?: PlacementFacts;
}

/**
 * Reads and checks an inventory and its models file, and returns all findings at once, as data. Throws only CONFIG_UNREADABLE, if
 * a file cannot be read at all.
 */
export function checkConfiguration(file: string, options: ConfigurationOptions): CheckedConfiguration {
  const modelsFile = options.models ?? defaultModelsFile(file);
  return checkInventory({
    inventory: { file, content: readConfigurationFile(file) },
    models: { file: modelsFile, content: readConfigurationFile(modelsFile) },
    declared: options.declared,
    ...defined({ placement: options.placement }),
  });
}

function defaultModelsFile(inventoryFile: string): string {
  const beside = join(dirname(inventoryFile), "models.yaml");
  return existsSync(beside) ? beside : join(root, "stacks", "models.yaml");
}
