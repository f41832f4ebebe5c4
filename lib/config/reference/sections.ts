import type { Declared } from "../shape/declared.ts";
import { nearestName, suggestion } from "../shape/nearest-name.ts";
import { fieldsOf, type Field } from "./field.ts";
import { inventoryJsonSchema, modelsJsonSchema } from "./json-schema.ts";

/** Every key of the inventory, and under `models` those of models.yaml. */
export function referenceFields(declared: Declared): readonly Field[] {
  const models = { ...modelsJsonSchema(), description: "The models that experts may use, in the file models.yaml." };
  return [...fieldsOf(inventoryJsonSchema(declared)), ...fieldsOf({ properties: { models } })];
}

/** The top-level keys. */
export const sectionsOf = (fields: readonly Field[]): readonly Field[] =>
  fields.filter(({ path }) => !path.includes("."));

/**
 * A key with everything below it. The key is given by its path, as in `gateway.cache`; list marks and placeholder names may be
 * left out. If there is no such key, the hint suggests one.
 */
export function findSection(
  fields: readonly Field[],
  written: string,
): { readonly fields: readonly Field[] } | { readonly hint: string } {
  const wanted = plain(written);
  const found = fields.filter(({ path }) => plain(path) === wanted || plain(path).startsWith(`${wanted}.`));
  return found.length > 0 ? { fields: found } : { hint: hintFor(fields, wanted) };
}

function hintFor(fields: readonly Field[], wanted: string): string {
  const [section = ""] = wanted.split(".");
  const sections = sectionsOf(fields).map(({ path }) => path);
  if (!sections.includes(section)) return suggestion(section, sections);
  const within = fields.map(({ path }) => plain(path)).filter((path) => path.startsWith(`${section}.`));
  const nearest = nearestName(wanted, within);
  return nearest === undefined ? `\`hearth config docs ${section}\` lists its keys` : `did you mean \`${nearest}\`?`;
}

/** `groups.GROUP.ssh` and `nodes[].ssh` as a person would type them: `groups.ssh`, `nodes.ssh`. */
const plain = (path: string): string =>
  path
    .split(".")
    .filter((segment) => !/^[A-Z]+$/.test(segment))
    .map((segment) => segment.replaceAll("[]", ""))
    .join(".");
