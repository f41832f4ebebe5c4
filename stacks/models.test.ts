import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { loadModels } from "../lib/config/load-models.ts";
import { modelsSchema } from "../lib/config/shape/models-schema.ts";
import { table } from "../lib/toolchain/rows/table.ts";

const models = modelsSchema.parse(parse(readFileSync(join(import.meta.dirname, "models.yaml"), "utf8")));
const pinned = Object.entries(models).flatMap(([name, { file, sha256, sources = [] }]) =>
  sources.flatMap((source) => ("tool" in source ? [{ name, file, sha256, tool: source.tool }] : [])),
);

test.each(pinned)("$name is the file that the toolchain pins", ({ file, sha256, tool: name }) => {
  const tool = table.find((row) => row.name === name);
  expect(tool?.contents?.[file]).toBe(sha256);
});

test("the models of the lab are pinned, and what their files say is known", () => {
  expect(pinned.map(({ name }) => name)).toEqual(["smollm2-135m-instruct", "all-minilm-l6-v2"]);
  const { entries } = loadModels(join(import.meta.dirname, "lab.inventory.yaml"));
  const known = entries.filter(({ known: { facts } }) => facts !== undefined).map(({ name }) => name);
  expect(known).toEqual(["smollm2-135m-instruct", "all-minilm-l6-v2", "qwen2.5-coder-1.5b-instruct"]);
});

test("every entry has a source and a licence, and no file is there twice", () => {
  const entries = Object.values(models);
  expect(entries.filter(({ sources = [], licence }) => sources.length === 0 || licence === undefined)).toEqual([]);
  expect(new Set(entries.map(({ sha256 }) => sha256)).size).toBe(entries.length);
});
