import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { fieldsOf } from "../lib/config/reference/field.ts";
import { inventoryJsonSchema, modelsJsonSchema } from "../lib/config/reference/json-schema.ts";
import { loadDefinitions } from "../lib/jobs/load-definitions.ts";
import { root } from "../lib/paths.ts";
import { inventoryPage, modelsPage } from "./support/reference-page.ts";

const read = (file: string): string => readFileSync(join(root, "stacks", file), "utf8");
const { declared } = await loadDefinitions();
const inventory = fieldsOf(inventoryJsonSchema(declared));
const models = fieldsOf(modelsJsonSchema());

test("docs/inventory.md and docs/models.md are what the schema says; `vitest -u` writes them", async () => {
  await expect(inventoryPage(inventory, read("samples/home.inventory.yaml"))).toMatchFileSnapshot(
    join(root, "docs", "inventory.md"),
  );
  await expect(modelsPage(models, read("models.yaml"))).toMatchFileSnapshot(join(root, "docs", "models.md"));
});

test("the sample shows every key of the inventory, the optional ones at least as a comment", () => {
  // A key that is commented out has no space behind the hash: `#off: 1`.
  const whole: unknown = parse(
    read("samples/home.inventory.yaml").replaceAll(/^( *(?:- )?)#(?=[A-Za-z][\w-]*:)/gm, "$1"),
  );
  const missing = inventory
    .map(({ path }) => path)
    .filter((path) => !/^(?:options|jobs)\./.test(path) && !isShown(whole, path));
  expect(missing).toEqual([]);
});

/** Whether a value has the key: in any entry of a list, and under any name of the reader's own. */
function isShown(value: unknown, path: string): boolean {
  const [segment = "", ...rest] = path.split(".");
  const further = (inner: unknown): boolean => rest.length === 0 || isShown(inner, rest.join("."));
  if (typeof value !== "object" || value === null) return false;
  if (/^[A-Z]+$/.test(segment)) return Object.values(value).some(further);
  const key = segment.replace("[]", "");
  if (!Object.hasOwn(value, key)) return false;
  const inner = (value as Record<string, unknown>)[key];
  return segment.endsWith("[]") && Array.isArray(inner) ? inner.some(further) : further(inner);
}
