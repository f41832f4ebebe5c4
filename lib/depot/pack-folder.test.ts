import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { packFolder } from "./pack-folder.ts";
import { sha256OfFile } from "@hearth/kernel/sha256-of-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-pack-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function tree(name: string, files: readonly string[], time: number): string {
  const path = join(folder, name);
  mkdirSync(join(path, "bin"), { recursive: true });
  for (const file of files) {
    writeFileSync(join(path, "bin", file), file, { mode: 0o755 });
    utimesSync(join(path, "bin", file), time, time);
  }
  return path;
}

test("the same content gives the same bytes, whenever and in whatever order it was written", async () => {
  await packFolder(tree("one", ["a", "b"], 1_000), ["bin"], join(folder, "one.tar.gz"));
  await packFolder(tree("two", ["b", "a"], 2_000), ["bin"], join(folder, "two.tar.gz"));
  expect(await sha256OfFile(join(folder, "one.tar.gz"))).toBe(await sha256OfFile(join(folder, "two.tar.gz")));
});

test("only the entries that were asked for are packed", async () => {
  const path = tree("one", ["a", "b"], 1_000);
  await packFolder(path, ["bin/a"], join(folder, "a.tar.gz"));
  expect(execFileSync("tar", ["-tzf", join(folder, "a.tar.gz")], { encoding: "utf8" })).toBe("bin/a\n");
});
