import { mkdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findDamage, readManifest, writeManifest, type Manifest } from "./manifest.ts";
import { temporaryFolder } from "../../../tests/support/toolchain.ts";

async function installed(): Promise<{ folder: string; manifest: Manifest }> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "bin", "lamp"), "light");
  await symlink("lamp", join(folder, "bin", "torch"));
  const manifest = await writeManifest(folder, { tool: "lamp", version: "1", recipe: "r", source: "here" });
  return { folder, manifest };
}

test("an untouched folder is whole", async () => {
  const { folder, manifest } = await installed();
  expect(await readManifest(folder)).toEqual(manifest);
  expect(manifest.files.map((file) => file.path).toSorted()).toEqual(["bin/lamp", "bin/torch"]);
  expect(await findDamage(folder, manifest)).toEqual([]);
  expect(await findDamage(folder, manifest, true)).toEqual([]);
});

test("a file that was cut off is found", async () => {
  const { folder, manifest } = await installed();
  await writeFile(join(folder, "bin", "lamp"), "lig");
  expect(await findDamage(folder, manifest)).toEqual(["bin/lamp has 3 bytes instead of 5"]);
});

test("a file that was written over is found by its time", async () => {
  const { folder, manifest } = await installed();
  await writeFile(join(folder, "bin", "lamp"), "night");
  await utimes(join(folder, "bin", "lamp"), 1, 1);
  expect(await findDamage(folder, manifest)).toEqual(["bin/lamp has different content"]);
});

test("a file that was only touched is whole", async () => {
  const { folder, manifest } = await installed();
  await utimes(join(folder, "bin", "lamp"), 1, 1);
  expect(await findDamage(folder, manifest)).toEqual([]);
});

test("bits that rot in place are found by the deep check alone", async () => {
  const { folder, manifest } = await installed();
  const [lamp] = manifest.files.filter((file) => "modifiedMs" in file);
  await writeFile(join(folder, "bin", "lamp"), "night");
  await utimes(join(folder, "bin", "lamp"), 1, 1);
  const rotten = { ...manifest, files: [{ ...lamp!, modifiedMs: 1_000 }] };
  expect(await findDamage(folder, rotten)).toEqual([]);
  expect(await findDamage(folder, rotten, true)).toEqual(["bin/lamp has different content"]);
});

test("missing files and other links are found", async () => {
  const { folder, manifest } = await installed();
  await rm(join(folder, "bin", "lamp"));
  await rm(join(folder, "bin", "torch"));
  await symlink("sun", join(folder, "bin", "torch"));
  expect((await findDamage(folder, manifest)).toSorted()).toEqual([
    "bin/lamp is missing",
    "bin/torch links to another target",
  ]);
});

test("half a manifest is none", async () => {
  const { folder } = await installed();
  await writeFile(join(folder, ".hearth-manifest.json"), '{"tool":');
  expect(await readManifest(folder)).toBeUndefined();
});
