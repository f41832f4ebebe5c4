import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { modelsSchema } from "../lib/config/shape/models-schema.ts";
import { table } from "../lib/toolchain/rows/table.ts";

const models = modelsSchema.parse(parse(readFileSync(join(import.meta.dirname, "models.yaml"), "utf8")));

test.each(Object.entries(models))("%s is the file that the toolchain pins", (name, { file, sha256 }) => {
  const tool = table.find((row) => row.name === name);
  expect(tool?.contents?.[file]).toBe(sha256);
});
