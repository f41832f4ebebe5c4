import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { table } from "../lib/toolchain/rows/table.ts";

/* docs/dependencies.md names every dependency with its licence, and nothing that has gone. */

const root = resolve(import.meta.dirname, "..");

interface Manifest {
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const manifestFiles = globSync(["package.json", "{apps,packages}/*/package.json"], { cwd: root });
const readManifest = (file: string): Manifest => JSON.parse(readFileSync(join(root, file), "utf8")) as Manifest;

/** Every package that is not ours, with the folders that ask for it. */
const dependencies = manifestFiles.flatMap((file) => {
  const { dependencies, devDependencies } = readManifest(file);
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([name]) => !name.startsWith("@hearth/"))
    .map(([name, version]) => ({ name, version, folder: dirname(file) }));
});

/** The page's tables: what is in backticks in the first column, and the second column. */
const rows = readFileSync(join(root, "docs/dependencies.md"), "utf8")
  .split("\n")
  .flatMap((line) => {
    const match = /^\| `([^`]+)`[^|]*\| ([^|]+) \|/.exec(line);
    return match === null ? [] : [{ name: match[1] ?? "", licence: match[2] ?? "" }];
  });
const programs: readonly string[] = table.map(({ name }) => name);

function licenceOf(name: string, folder: string): string | undefined {
  const place = [join(root, folder), root].find((base) => existsSync(join(base, "node_modules", name)));
  return place && readManifest(join(place, "node_modules", name, "package.json").slice(root.length + 1)).license;
}

test("there are dependencies and rows to compare", () => {
  expect(dependencies.map(({ name }) => name)).toContain("undici");
  expect(rows.map(({ name }) => name)).toContain("undici");
});

test.each(dependencies)("$name of $folder is pinned, and on the page with its licence", ({ name, version, folder }) => {
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  const licences = rows.filter((row) => row.name === name).map(({ licence }) => licence);
  expect(new Set(licences)).toEqual(new Set([licenceOf(name, folder)]));
});

test.each(programs)("the program %s is on the page with its licence", (name) => {
  expect(rows.filter((row) => row.name === name)).toHaveLength(1);
});

test("the page names nothing that is not there", () => {
  const known = [...dependencies.map(({ name }) => name), ...programs, "node:sqlite"];
  expect(rows.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
});
