import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Endpoint } from "@hearth/service/http/endpoint.ts";
import { endpoints } from "@hearth/contracts/memory/api/endpoints.ts";
import { inventorySchemaOf } from "../lib/config/shape/inventory-schema.ts";
import { modelsSchema } from "../lib/config/shape/models-schema.ts";
import { root } from "../lib/paths.ts";
import { loadDefinitions } from "../lib/jobs/load-definitions.ts";
import { undescribedIn } from "./support/undescribed.ts";

/** Paths of the fields of a schema that have no description. */
const undescribed = (schema: z.ZodType): readonly string[] =>
  undescribedIn(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));

const contracts = join(root, "packages", "contracts", "src");
/** Consul's answers have Consul's own fields, which Consul documents. */
const files = globSync("**/*.ts", { cwd: contracts }).filter(
  (file) => !file.endsWith(".test.ts") && !file.startsWith("consul/"),
);

test.each(files)("every field of packages/contracts/src/%s has a description", async (file) => {
  const exported = (await import(pathToFileURL(join(contracts, file)).href)) as Record<string, unknown>;
  for (const [name, value] of Object.entries(exported)) {
    if (value instanceof z.ZodType) expect([name, undescribed(value)]).toEqual([name, []]);
  }
});

test.each(Object.entries<Endpoint>(endpoints))(
  "every field of the memory API's %s has a description",
  (_, endpoint) => {
    for (const schema of [endpoint.query, endpoint.body, endpoint.answer]) {
      if (schema !== undefined) expect(undescribed(schema)).toEqual([]);
    }
  },
);

test("every field of the inventory, of the models file and of the options of roles and jobs has a description", async () => {
  const { roles, declared } = await loadDefinitions();
  const schemas = {
    inventory: inventorySchemaOf(declared),
    models: modelsSchema,
    ...Object.fromEntries(roles.map(({ name, options }) => [name, options])),
  };
  const missing = Object.entries(schemas).map(([name, schema]) => [name, undescribed(schema)]);
  expect(missing.filter(([, paths]) => paths?.length !== 0)).toEqual([]);
});

test("a field without a description is found, however deep it is", () => {
  const schema = z.object({
    a: z.array(z.object({ b: z.string().optional() })).meta({ description: "A list." }),
    c: z.union([z.string(), z.object({ d: z.number().meta({ description: "A number." }), e: z.number() })]),
  });
  expect(undescribed(schema)).toEqual([".a.b", ".c", ".c.e"]);
});
