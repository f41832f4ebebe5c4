import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import ts from "typescript";
import { testCode } from "../architecture/picture.ts";

/* Every package.json lists what its own code imports, no more and no less. */

const root = resolve(import.meta.dirname, "..");

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const list = (...patterns: readonly string[]): readonly string[] =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns], {
    cwd: root,
    encoding: "utf8",
  })
    .trim()
    .split("\n");

const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;

const workspaces = list("apps/*/package.json", "packages/*/package.json").map((file) =>
  file.replace("/package.json", ""),
);
const workspaceOf = (file: string): string => /^(?:apps|packages)\/[^/]+(?=\/)/.exec(file)?.[0] ?? "";

/** What is run from the root's own folders; the rest there is for work on Hearth. */
const program = /^(?:packages|apps)\/[^/]+\/src\/|^(?:lib|roles|jobs|stacks)\//;
const isProgram = (file: string): boolean => program.test(file) && !new RegExp(testCode).test(file);

/** Names of packages by the workspace that imports them. */
const imports = list("*.ts", "*.js").flatMap((file) =>
  ts
    .preProcessFile(readFileSync(join(root, file), "utf8"), true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => !/^(\.|node:)/.test(name))
    .map((name) => ({
      workspace: workspaceOf(file),
      name: /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name,
      shipped: isProgram(file),
    })),
);

const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].toSorted();
const namesOf = (folder: string, shipped: boolean): readonly string[] =>
  sorted(imports.filter((each) => each.workspace === folder && each.shipped === shipped).map(({ name }) => name));

const rootManifest = readManifest("");

test.each(["", ...workspaces])("dependencies of %s/package.json are what its programs import", (folder) => {
  expect(sorted(Object.keys(readManifest(folder).dependencies ?? {}))).toEqual(namesOf(folder, true));
});

test.each(workspaces)(
  "devDependencies of %s/package.json are what its tests and its build import besides",
  (folder) => {
    const { dependencies = {}, devDependencies = {} } = readManifest(folder);
    // Tools of the whole checkout, such as vitest, are listed once, at the root.
    const known = new Set([...Object.keys(dependencies), ...Object.keys(rootManifest.devDependencies ?? {})]);
    const own = Object.keys(devDependencies).filter((name) => !isTypes(name, { ...dependencies, ...devDependencies }));
    const needed = namesOf(folder, false).filter((name) => !known.has(name) || name in devDependencies);
    expect(sorted(own)).toEqual(needed);
  },
);

test("devDependencies of the root are what tests and benches import, and the programs that its scripts run", () => {
  const { dependencies = {}, devDependencies = {}, scripts = {} } = rootManifest;
  const imported = new Set(imports.filter(({ shipped }) => !shipped).map(({ name }) => name));
  const commands = new Set(Object.values(scripts).flatMap((script) => script.split(/\W+/)));
  const unused = Object.keys(devDependencies).filter(
    (name) =>
      !imported.has(name) && !isTypes(name, { ...dependencies, ...devDependencies, node: "" }) && !runs(name, commands),
  );
  expect(unused).toEqual([]);
  expect(namesOf("", false).filter((name) => !(name in dependencies) && !(name in devDependencies))).toEqual([]);
});

/** Types of a package that is listed itself. */
function isTypes(name: string, listed: Readonly<Record<string, string>>): boolean {
  return name.startsWith("@types/") && name.slice("@types/".length) in listed;
}

function runs(name: string, commands: ReadonlySet<string>): boolean {
  const { bin = {} } = JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")) as {
    readonly bin?: string | Readonly<Record<string, string>>;
  };
  return (typeof bin === "string" ? [name] : Object.keys(bin)).some((command) => commands.has(command));
}
