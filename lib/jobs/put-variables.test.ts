import { expect, test } from "vitest";
import { fakeNomad, webSpec } from "../../tests/fixtures/fake-nomad.ts";
import type { VariableItems } from "../nomad/nomad-api.ts";
import type { NomadVariable } from "../nomad/nomad-types.ts";
import { putVariables } from "./put-variables.ts";

async function written(present: NomadVariable | undefined, variables?: Record<string, string>) {
  const puts: VariableItems[] = [];
  const nomad = fakeNomad({
    variable: () => Promise.resolve(present),
    putVariable: (variable) => {
      puts.push(variable);
      return Promise.resolve();
    },
  });
  await putVariables(nomad, variables === undefined ? webSpec : { ...webSpec, variables });
  return puts;
}

test("a job without secrets has no variable", async () => {
  expect(await written(undefined)).toEqual([]);
});

test("secrets are written where they are missing or differ, and only there", async () => {
  const present = { Path: "nomad/jobs/web", ModifyIndex: 4, Items: { key: "old" } };
  expect(await written(undefined, { key: "new" })).toEqual([
    { path: "nomad/jobs/web", items: { key: "new" }, checkIndex: 0 },
  ]);
  expect(await written(present, { key: "new" })).toEqual([
    { path: "nomad/jobs/web", items: { key: "new" }, checkIndex: 4 },
  ]);
  expect(await written(present, { key: "old" })).toEqual([]);
});
