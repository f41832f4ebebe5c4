import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { version } from "@hearth/kernel/version.ts";
import { expect, test } from "vitest";
import { findTool } from "../lib/toolchain/rows/table.ts";

/* One version for everything of a checkout, and one Node. */

const root = resolve(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
const workspaces = globSync("{apps,packages}/*/package.json", { cwd: root });
const manifest = (file: string): Manifest => JSON.parse(read(file)) as Manifest;

test("hearth --version prints the version of package.json", () => {
  const output = execFileSync(process.execPath, [join(root, "lib/cli/main.ts"), "--version"], { encoding: "utf8" });
  expect(output).toBe(`${manifest("package.json").version}\n`);
  expect(version).toBe(manifest("package.json").version);
});

test.each(workspaces)("%s has the same version, and takes any of our packages, which lie beside it", (file) => {
  const { version, dependencies, devDependencies } = manifest(file);
  expect(version).toBe(manifest("package.json").version);
  const ours = Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) => name.startsWith("@hearth/"));
  expect(ours.filter(([, range]) => range !== "*")).toEqual([]);
});

test("the changelog has a section for what is to come, and its newest version is ours", () => {
  const headings = [...read("CHANGELOG.md").matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading);
  expect(headings[0]).toBe("Unreleased");
  expect(headings[1]).toMatch(/^\d+\.\d+\.\d+ - 20\d\d-\d\d-\d\d$/);
  expect(headings[1]?.split(" ")[0]).toBe(version);
});

test.each([".nvmrc", ".node-version"])("%s names the Node of the toolchain", (file) => {
  expect(read(file)).toBe(`${findTool("node").version}\n`);
});
