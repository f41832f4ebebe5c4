import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../paths.ts";
import { generatedScripts, shellFiles } from "./shell-scripts.ts";

test("shell is found by its extension or its first line, and not in other people's folders", () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-shell-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["node_modules", "lib", ".ci"]) mkdirSync(join(folder, name));
  for (const name of ["node_modules/a.sh", "lib/b.sh"]) writeFileSync(join(folder, name), "");
  for (const name of ["c", ".ci/run"]) writeFileSync(join(folder, name), "#!/usr/bin/env bash\n");
  writeFileSync(join(folder, "LICENSE"), "not shell\n");
  expect(shellFiles(folder).map((file) => basename(file))).toEqual(["run", "c", "b.sh"]);
});

test("the launchers and the scripts of the root are among them", () => {
  const names = shellFiles().map((file) => file.slice(root.length + 1));
  expect(names).toEqual(
    expect.arrayContaining([".ci/run", "bootstrap.sh", "hearth", "lib/launcher/hearth-unit", "lib/steps/prelude.sh"]),
  );
});

test("each kind of unit is compiled once, and the scripts that units write are there rendered", async () => {
  const names = (await generatedScripts()).map(({ name }) => name);
  expect(names.filter((name) => name.endsWith(".ssh"))).not.toEqual([]);
  expect(names).toEqual(expect.arrayContaining(["n1.headscale", "n1.consul-acl.secrets", "hearth-join-key"]));
});
