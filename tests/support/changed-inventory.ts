import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { parse } from "yaml";
import { root } from "../../lib/paths.ts";

/** The part of stacks/test.inventory.yaml that tests change. */
export interface GivenInventory {
  readonly cluster: Readonly<Record<string, unknown>>;
  readonly nodes: readonly ({ readonly name: string } & Readonly<Record<string, unknown>>)[];
}

export interface InventoryChange {
  readonly inventory?: (given: GivenInventory) => GivenInventory;
  /** A checksum of the models file and what stands in its place. */
  readonly model?: { readonly sha256: string; readonly by: string };
}

/**
 * The environment in which the test stack is run with its inventory or models file changed, in a copy that goes with the test:
 * `await hearth(["up"], { environment: changedInventory({ … }) })`.
 */
export function changedInventory(change: InventoryChange): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-inventory-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const read = (name: string): string => readFileSync(join(root, "stacks", name), "utf8");
  const file = join(folder, "test.inventory.yaml");
  const given = parse(read("test.inventory.yaml")) as GivenInventory;
  // JSON is YAML too.
  writeFileSync(file, JSON.stringify(change.inventory?.(given) ?? given));
  const { sha256 = "", by = "" } = change.model ?? {};
  const models = read("models.yaml");
  if (!models.includes(sha256)) throw new Error(`stacks/models.yaml does not hold ${sha256}`);
  writeFileSync(join(folder, "models.yaml"), models.replace(sha256, by));
  // What was read from a file is known by its checksum, so it changes with it.
  writeFileSync(join(folder, "models.local.facts.json"), read("models.facts.json").replace(sha256, by));
  return { HEARTH_INVENTORY: file };
}
