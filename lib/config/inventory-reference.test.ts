import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { root } from "../paths.ts";
import { inventoryReference, referenceEntries } from "./inventory-reference.ts";
import { inventorySchema } from "./shape/inventory-schema.ts";
import { unwrap } from "./shape/known-keys.ts";

const sample = readFileSync(join(root, "stacks", "home.inventory.yaml"), "utf8");

test("docs/inventory.md is made from the annotated sample; `vitest -u` writes it anew", async () => {
  await expect(inventoryReference(sample)).toMatchFileSnapshot(join(root, "docs", "inventory.md"));
});

/** Layers below the top level have the same keys, and the sample explains those once. */
const explainedAbove = /^(groups\.big|nodes\[\])\.(ssh|resources|options)\.(?!hostKey)/;

test("the sample explains every key that the schema knows, and says rightly which are required", () => {
  const inSchema = keysOf(inventorySchema, "").filter(([path]) => !explainedAbove.test(path));
  const inSample = referenceEntries(sample).map(({ path, need }) => [path, need] as const);
  // What is required only in some cases is optional in the schema, and the rules see to it.
  const always = (need: string): boolean => need === "REQUIRED" || path.test(need);
  const path = /^REQUIRED with `control/;
  expect(new Map(inSample.map(([key, need]) => [key, always(need)]))).toEqual(new Map(inSchema));
});

test("an entry has the way to its key, what is needed, and what it means", () => {
  const text =
    "# REQUIRED. A list.\nnodes:\n  # OPTIONAL, default `a.b`. Its\n  # name.\n  - name: x\n    # OPTIONAL. Off.\n    #off: 1\n";
  expect(referenceEntries(text)).toEqual([
    { path: "nodes", need: "REQUIRED", meaning: "A list." },
    { path: "nodes[].name", need: "OPTIONAL, default `a.b`", meaning: "Its name." },
    { path: "nodes[].off", need: "OPTIONAL", meaning: "Off." },
  ]);
});

/** Names by which the sample shows what stands under a name of the reader's own. */
const sampleNames: Readonly<Record<string, string>> = {
  groups: "big",
  "gateway.providers.from": "mistral",
  "gateway.providers.from.mistral.models": "mistral-large-latest",
  "gateway.prices.models": "chat",
};

/** Every key of a schema by its way, with whether it is required; below names as the sample has them, roles' options not at all. */
function keysOf(schema: z.core.$ZodType, prefix: string): readonly (readonly [string, boolean])[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray) return keysOf(inner.element, `${prefix}[]`);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => keysOf(option, prefix));
  if (inner instanceof z.ZodRecord) {
    const name = sampleNames[prefix];
    return name === undefined ? [] : keysOf(inner.valueType, `${prefix}.${name}`);
  }
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(inner.shape as Record<string, z.core.$ZodType>).flatMap(([key, member]) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    return [[path, !z.safeParse(member, undefined).success] as const, ...keysOf(member, path)];
  });
}
