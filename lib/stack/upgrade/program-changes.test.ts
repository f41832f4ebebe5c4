import { expect, test } from "vitest";
import { compileUnit } from "../../steps/compile.ts";
import { program } from "../../steps/program.ts";
import type { Unit } from "../../steps/unit.ts";
import { backNotes, installedPrograms, isOlder, programChanges, wantedPrograms } from "./program-changes.ts";

const unit = (node: string, name: string, version: string): Unit => ({
  node,
  role: name,
  steps: [program({ name, version, links: [] })],
  secret: false,
  needs: [],
  notes: [],
});
const scripts = (...units: readonly Unit[]): ReadonlyMap<string, string> =>
  new Map(units.map((each) => [`${each.node}/${each.role}`, compileUnit(each)]));

test("the versions on the machines are read from the scripts that were applied, and compared with those of this Hearth", () => {
  const installed = installedPrograms(
    scripts(unit("n1", "nomad", "1.10.3"), unit("n2", "nomad", "1.10.3"), unit("n1", "llama.cpp", "b10068")),
  );
  expect(installed.get("n1")).toEqual(
    new Map([
      ["nomad", "1.10.3"],
      ["llama.cpp", "b10068"],
    ]),
  );
  const wanted = wantedPrograms([
    unit("n1", "nomad", "1.11.3"),
    unit("n2", "nomad", "1.11.3"),
    unit("n1", "llama.cpp", "b10068"),
    unit("n3", "nomad", "1.11.3"),
  ]);
  expect(programChanges(installed, wanted)).toEqual([
    { program: "nomad", from: "1.10.3", to: "1.11.3", nodes: ["n1", "n2"] },
  ]);
});

test("a script that only mentions an artifact in its steps installs none", () => {
  expect(installedPrograms(new Map([["n1/x", "# hearth unit n1/x\nmain() {\n# artifact: nomad-1.0.0\n"]])).size).toBe(
    0,
  );
});

test("versions are compared by their numbers", () => {
  expect(isOlder("1.9.2", "1.10.0")).toBe(true);
  expect(isOlder("1.10.0", "1.9.2")).toBe(false);
  expect(isOlder("b10068", "b9999")).toBe(false);
  expect(isOlder("1.2", "1.2.0")).toBe(false);
});

test("what may not go back is said only of programs that become older", () => {
  const back = { program: "nomad", from: "1.11.3", to: "1.10.3", nodes: ["n1"] };
  expect(backNotes([back, { ...back, program: "node", to: "1.0.0" }])).toHaveLength(1);
  expect(backNotes([{ ...back, from: "1.10.3", to: "1.11.3" }])).toEqual([]);
});
