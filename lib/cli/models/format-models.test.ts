import { expect, test } from "vitest";
import { knownModel } from "../../config/derive/known-model.ts";
import type { ModelRow } from "../../config/shape/models-schema.ts";
import { formatModels } from "./format-models.ts";
import { stateOf } from "./model-state.ts";

const row: ModelRow = {
  kind: "chat",
  file: "never-pulled.gguf",
  sha256: "f".repeat(64),
  sources: [{ url: "http://x/never-pulled.gguf" }],
};
const stateFor = (name: string, size?: NonNullable<ModelRow["size"]>) => {
  const sized = { ...row, ...(size !== undefined && { size }) };
  return stateOf({ name, row: sized, known: knownModel(sized, {}), isOwn: false }, [4 * 2 ** 30]);
};

test("a model that was never pulled has the size that the catalogue says, and what it needs at least", () => {
  const shown = formatModels([stateFor("sized", "2 GiB"), stateFor("unsized")], { width: Infinity, color: false });
  expect(shown.split("\n")).toEqual([
    "model    kind  abilities  bits  size     memory     context  here  fits         licence",
    "sized    chat                   2.0 GiB  ≥ 2.2 GiB                 one machine",
    "unsized  chat                   ?        ?",
  ]);
});
