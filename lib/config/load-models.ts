import { existsSync } from "node:fs";
import { count } from "@hearth/kernel/count.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { modelFilesOf, type ModelFiles } from "./check-configuration.ts";
import { checkAllModels } from "./check-inventory.ts";
import { knownModel, type KnownModel } from "./derive/known-model.ts";
import { formatFinding } from "./read/finding.ts";
import { parseYaml } from "./read/parse-yaml.ts";
import { readConfigurationFile } from "./read/read-configuration-file.ts";
import { readFacts } from "./read/read-facts.ts";
import type { ModelRow, Models, ModelUse } from "./shape/models-schema.ts";

export interface CatalogueEntry {
  readonly name: string;
  readonly row: ModelRow;
  readonly known: KnownModel;
  /** In models.local.yaml. */
  readonly isOwn: boolean;
}

/** Every model that an inventory may name, by name. */
export interface Catalogue {
  readonly entries: readonly CatalogueEntry[];
  readonly files: ModelFiles;
  /** Names of models that the inventory's experts use. */
  readonly used: readonly string[];
  /** What the inventory says that the cluster is for. */
  readonly use: ModelUse;
}

/** The catalogue beside an inventory, which itself need not be valid, nor exist. Throws CONFIG_INVALID or CONFIG_UNREADABLE. */
export function loadModels(inventoryFile: string): Catalogue {
  const files = modelFilesOf(inventoryFile);
  const facts = readFacts(files.facts);
  const read = (file: string) => ({ file, content: readConfigurationFile(file) });
  const kit = checkAllModels([read(files.models)], facts);
  const own = existsSync(files.local) ? checkAllModels([read(files.local)], facts) : { draft: {}, findings: [] };
  const findings = [...kit.findings, ...own.findings];
  if (findings.length > 0) {
    throw new HearthError({
      code: "CONFIG_INVALID",
      message: [`${count(findings.length, "finding")} in the models files`, ...findings.map(formatFinding)].join(
        "\n  ",
      ),
      hint: "Correct the file; docs/models.md explains every key.",
    });
  }
  // Without findings nothing was left out.
  const ownRows = (own.draft ?? {}) as Models;
  const rows: Models = { ...((kit.draft ?? {}) as Models), ...ownRows };
  const entries = Object.entries(rows).map(([name, row]) => {
    return { name, row, known: knownModel(row, facts), isOwn: Object.hasOwn(ownRows, name) };
  });
  return { entries, files, ...readUse(inventoryFile) };
}

/** Read from whatever the inventory has: it may be in the middle of being written. */
function readUse(inventoryFile: string): Pick<Catalogue, "used" | "use"> {
  if (!existsSync(inventoryFile)) return { used: [], use: "private" };
  const value = parseYaml(inventoryFile, readConfigurationFile(inventoryFile)).source?.value;
  const { experts, cluster } = Object(value) as { readonly experts?: unknown; readonly cluster?: unknown };
  const names = Array.isArray(experts) ? experts.map((expert) => (Object(expert) as { model?: unknown }).model) : [];
  const { use } = Object(cluster) as { readonly use?: unknown };
  return { used: names.filter((name) => typeof name === "string"), use: use === "commercial" ? use : "private" };
}
