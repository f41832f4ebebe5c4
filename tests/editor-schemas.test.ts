import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Validator } from "@cfworker/json-schema";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { inventoryJsonSchema, modelsJsonSchema } from "../lib/config/reference/json-schema.ts";
import { duration } from "../lib/config/shape/fields.ts";
import { loadDefinitions } from "../lib/jobs/load-definitions.ts";
import { root } from "../lib/paths.ts";
import { editorSchema } from "./support/editor-schema.ts";

const { declared } = await loadDefinitions();
const inventory = editorSchema("Hearth inventory", inventoryJsonSchema(declared));
const models = editorSchema("Hearth models", modelsJsonSchema());

const folder = join(root, "stacks", "schema");
const samples = globSync(["stacks/{,samples/}*.inventory.yaml", "stacks/models.yaml"], { cwd: root });
const fixtures = globSync("tests/fixtures/inventory/valid/*.yaml", { cwd: root });

/** What a JSON Schema validator finds wrong with a YAML file. */
function problems(schema: string, yaml: string): readonly string[] {
  const { errors } = new Validator(JSON.parse(schema) as object, "7", false).validate(parse(yaml));
  return errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}

test("stacks/schema is what the schemas say; `vitest -u` writes it", async () => {
  await expect(inventory).toMatchFileSnapshot(join(folder, "inventory.schema.json"));
  await expect(models).toMatchFileSnapshot(join(folder, "models.schema.json"));
});

test.each(samples)("%s names its schema in the first line, and is valid by it", (sample) => {
  const text = readFileSync(join(root, sample), "utf8");
  const [, named = ""] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
  const [name, schema] = basename(sample) === "models.yaml" ? ["models", models] : ["inventory", inventory];
  // A sample is copied into stacks/ before it is edited.
  expect(join(root, dirname(sample).replace(/\/samples$/, ""), named)).toBe(join(folder, `${name}.schema.json`));
  expect(problems(schema, text)).toEqual([]);
});

/** The options of the fixtures' one role, as lib/config/check-inventory.test.ts has them. */
const fixtureRoles = {
  base: z.strictObject({
    timezone: z.string().default("Etc/UTC"),
    restartAfter: duration.optional(),
    limits: z.strictObject({ files: z.int().default(1024), processes: z.int().default(512) }).prefault({}),
  }),
};

test.each(fixtures)("an editor finds nothing wrong with %s, which Hearth accepts", (fixture) => {
  const ofModels = fixture.endsWith(".models.yaml");
  const schema = ofModels
    ? models
    : editorSchema("Fixture", inventoryJsonSchema({ ...declared, roleOptions: fixtureRoles }));
  expect(problems(schema, readFileSync(join(root, fixture), "utf8"))).toEqual([]);
});

test.each([
  ["a missing key", "cluster: { name: x }\nnodes: []\n"],
  ["an unknown key", "cluster: { name: x, servers: [] }\nnodes: []\nnode: []\n"],
  ["a name with capitals", "cluster: { name: X, servers: [] }\nnodes: []\n"],
  ["a size without a unit", "cluster: { name: x, servers: [] }\nnodes: []\nresources: { memory: '12' }\n"],
  ["a port that is none", "cluster: { name: x, servers: [], ports: { ssh: 70000 } }\nnodes: []\n"],
  ["an unknown role", "cluster: { name: x, servers: [] }\nnodes: []\noptions: { bass: {} }\n"],
  ["an unknown option of a role", "cluster: { name: x, servers: [] }\nnodes: []\noptions: { base: { zone: x } }\n"],
])("an editor marks %s", (_, yaml) => {
  expect(problems(inventory, yaml)).not.toEqual([]);
});
