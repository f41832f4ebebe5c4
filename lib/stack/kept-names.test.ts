import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keepNames, keptNames, namesFile } from "./kept-names.ts";

test("names are kept one a line, and written only when they change", () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-names-"));
  keepNames(folder, { nodes: ["n2", "n1", "n1"], keys: [] });
  const file = namesFile(folder, "nodes");
  expect(readFileSync(file, "utf8")).toBe("n1\nn2\n");
  expect(readFileSync(namesFile(folder, "keys"), "utf8")).toBe("");
  const { ino } = statSync(file);
  keepNames(folder, { nodes: ["n1", "n2"] });
  expect(statSync(file).ino).toBe(ino);
  expect(keptNames(folder, "nodes")).toEqual(["n1", "n2"]);
  expect(keptNames(folder, "jobs")).toEqual([]);
  keepNames(folder, { nodes: ["n1"] });
  expect(readFileSync(file, "utf8")).toBe("n1\n");
});

test("a misspelt stack gets no folder, and a disk that cannot be written to is no failure", () => {
  keepNames("/nowhere/of/a/stack", { nodes: ["n1"] });
  expect(existsSync("/nowhere/of/a/stack")).toBe(false);
  const folder = mkdtempSync(join(tmpdir(), "hearth-names-"));
  chmodSync(folder, 0o500);
  expect(() => keepNames(folder, { nodes: ["n1"] })).not.toThrow();
});
