import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkConfiguration } from "../lib/config/check-configuration.ts";
import { loadDefinitions } from "../lib/jobs/load-definitions.ts";
import { root } from "../lib/paths.ts";
import { ownSecretsOf } from "../lib/secrets/own-secrets.ts";

const samples = globSync("stacks/samples/*.inventory.yaml", { cwd: root });
const { declared } = await loadDefinitions();

test.each(samples)("%s is valid as it is", (sample) => {
  expect(checkConfiguration(join(root, sample), { declared }).findings).toEqual([]);
});

test("the minimal sample has twelve lines besides comments, and needs no secret of one's own", () => {
  const sample = join(root, "stacks", "samples", "house.inventory.yaml");
  const { cluster } = checkConfiguration(sample, { declared });
  expect(cluster === undefined ? undefined : ownSecretsOf(cluster)).toEqual([]);
  const lines = readFileSync(sample, "utf8").trimEnd().split("\n");
  expect(lines.filter((line) => !line.startsWith("#")).length).toBeLessThanOrEqual(12);
});

test("the house of five machines wants nothing but to have its large models read", () => {
  const file = join(root, "stacks", "samples", "five-machines.inventory.yaml");
  const { cluster } = checkConfiguration(file, { declared });
  expect(cluster?.nodes.filter(({ mayBeOff }) => mayBeOff).map(({ name }) => name)).toEqual(["gaming-pc", "laptop"]);
  expect(cluster?.people?.flatMap(({ keys }) => keys)).toEqual(["ann-phone", "ann-laptop", "ben"]);
  const text = readFileSync(file, "utf8")
    .replace("model: qwen2.5-coder-1.5b-instruct", "model: qwen3-30b-a3b-instruct-2507")
    .replace("model: qwen2.5-coder-1.5b-instruct", "model: qwen2.5-coder-7b");
  const folder = mkdtempSync(join(tmpdir(), "hearth-samples-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const wished = join(folder, "five-machines.inventory.yaml");
  writeFileSync(wished, text);
  const { findings } = checkConfiguration(wished, { declared });
  expect(findings.map(({ path, rule }) => [path, rule])).toEqual([
    ["experts[chat].model", "model-not-read"],
    ["experts[coder].model", "model-not-read"],
  ]);
});

test("git ignores a person's own files, and none of those that come with Hearth", () => {
  const ignored = (files: readonly string[]): readonly string[] =>
    spawnSync("git", ["check-ignore", "--no-index", ...files], { cwd: root, encoding: "utf8" })
      .stdout.split("\n")
      .filter(Boolean);
  const own = ["house.inventory.yaml", "Pulumi.house.yaml", "models.local.yaml", "models.local.facts.json"];
  const paths = [...own.map((name) => `stacks/${name}`), ".hearth/house/passphrase", "laptop.key"];
  expect(ignored(paths)).toEqual(paths);
  const tracked = spawnSync("git", ["ls-files", "stacks"], { cwd: root, encoding: "utf8" }).stdout.trim().split("\n");
  expect(tracked).toContain("stacks/lab.inventory.yaml");
  expect(ignored(tracked)).toEqual([]);
});
