import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rm } from "node:fs/promises";
import { onTestFinished } from "vitest";
import { root } from "../../lib/paths.ts";

/** One exact replacement in a file; the text to replace must be there. */
export interface Change {
  readonly file: "test.inventory.yaml" | "models.yaml";
  readonly replace: string;
  readonly by: string;
}

/**
 * The environment in which the test stack is run with its inventory and models file changed, in a copy that goes with the test:
 * `await hearth(["up"], { environment: changedInventory({ … }) })`.
 */
export function changedInventory({ file, replace, by }: Change): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-inventory-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const name of ["test.inventory.yaml", "models.yaml"]) {
    const text = readFileSync(join(root, "stacks", name), "utf8");
    if (name === file && !text.includes(replace)) throw new Error(`stacks/${file} does not hold ${replace}`);
    writeFileSync(join(folder, name), name === file ? text.replace(replace, by) : text);
  }
  return { HEARTH_INVENTORY: join(folder, "test.inventory.yaml") };
}
