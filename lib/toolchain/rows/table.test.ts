import { readdir, readFile } from "node:fs/promises";
import { hash } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../paths.ts";
import { readChecksums } from "../fetch/checksums.ts";
import { vendorUrls } from "../pin-tools.ts";
import { table } from "./table.ts";
import type { Tool } from "../names/tool.ts";

const rows: readonly Tool[] = table;
const sources = rows.flatMap((tool) => tool.sources);

test("every program that Hearth needs is pinned to one version", () => {
  expect(Object.fromEntries(rows.map(({ name, version }) => [name, version]))).toEqual({
    node: "24.19.0",
    go: "1.26.6",
    pulumi: "3.250.0",
    "pulumi-language-nodejs": "3.185.0",
    "pulumi-resource-command": "0.9.2",
    "pulumi-resource-docker": "4.11.0",
    tailscale: "1.102.4",
    headscale: "0.28.0",
    consul: "1.22.5",
    nomad: "1.11.3",
    "llama.cpp": "b10068",
    "smollm2-135m-instruct": "0.1.2",
    "all-minilm-l6-v2": "0.1.0",
    "home-assistant": "2026.2.3",
    grafana: "13.2.2",
    shellcheck: "0.11.0",
  });
});

test("every row provides something and has a source", () => {
  expect(rows.filter((tool) => tool.sources.length === 0 || tool.provides.length === 0)).toEqual([]);
});

test("vendors come first, then registries, then builds", () => {
  const order = ["vendor", "wheel", "converted", "python", "go"];
  for (const tool of rows) {
    const places = tool.sources.map((source) => order.indexOf(source.kind));
    expect(places, tool.name).toEqual(places.toSorted((a, b) => a - b));
  }
});

test("what comes from a registry has a checksum", () => {
  const wheels = sources.flatMap((source) =>
    source.kind === "wheel" ? [source] : source.kind === "converted" ? [source.wheel] : [],
  );
  const bad = wheels.filter((wheel) => !Object.values(wheel.sha256).every((sum) => /^[0-9a-f]{64}$/.test(sum)));
  expect(bad.map((wheel) => wheel.package)).toEqual([]);
  const modules = sources.filter((source) => source.kind === "go");
  expect(modules.filter((source) => !/^h1:[\w+/]{43}=$/.test(source.sum))).toEqual([]);
});

test("each package that a conversion imports is pinned by hashes, in the version that the row names", async () => {
  for (const source of sources.filter((each) => each.kind === "converted")) {
    const file = join(root, "lib/toolchain/recipes", source.script.replace(".py", ".txt"));
    const lines = (await readFile(file, "utf8")).replaceAll("\\\n", "").split("\n");
    const pins = lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.split(/\s+/));
    expect(pins.map(([name]) => name)).toEqual(source.packages);
    for (const [, ...hashes] of pins) {
      expect(hashes).not.toEqual([]);
      expect(hashes.filter((hash) => !/^--hash=sha256:[0-9a-f]{64}$/.test(hash))).toEqual([]);
    }
  }
});

test("each package of a Python program is pinned by hashes, in the very file that its row names, and made by the very script", async () => {
  for (const source of sources.filter((each) => each.kind === "python")) {
    const text = await readFile(join(root, "lib/toolchain/recipes", source.requirements), "utf8");
    expect(hash("sha256", text)).toBe(source.requirementsSha256);
    const recipe = await readFile(join(root, "lib/toolchain/recipes/python-home.sh"), "utf8");
    expect(hash("sha256", recipe)).toBe(source.recipeSha256);
    const lines = text.replaceAll("\\\n", "").split("\n");
    const pins = lines.filter((line) => line !== "" && !line.startsWith("#"));
    expect(pins.filter((pin) => !/^[\w.-]+==[\w.]+( +--hash=sha256:[0-9a-f]{64})+$/.test(pin))).toEqual([]);
  }
});

test("where a row changes what a Go module requires, the hashes of that are committed", async () => {
  const edited = rows.filter(({ sources: each }) =>
    each.some(
      (source) => source.kind === "go" && ((source.edits ?? []).length > 0 || (source.upgrades ?? []).length > 0),
    ),
  );
  const folder = join(root, "lib/toolchain/recipes/sums");
  expect((await readdir(folder)).toSorted()).toEqual(edited.map(({ name }) => `${name}.sum`).toSorted());
  for (const name of await readdir(folder)) {
    const lines = (await readFile(join(folder, name), "utf8")).trimEnd().split("\n");
    expect(lines.filter((line) => !/^\S+ v\S+ h1:[\w+/]{43}=$/.test(line))).toEqual([]);
  }
  for (const { sources: each } of edited) {
    for (const upgrade of each.flatMap((source) => (source.kind === "go" ? (source.upgrades ?? []) : []))) {
      const all = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
      expect(all.join("")).toContain(`${upgrade.replace("@", " ")} h1:`);
    }
  }
});

test("only the language host is exempt from the checksum database", () => {
  const exempt = rows.filter((tool) =>
    tool.sources.some((source) => source.kind === "go" && source.notInChecksumDatabase !== undefined),
  );
  expect(exempt.map((tool) => tool.name)).toEqual(["pulumi-language-nodejs"]);
});

test("the content of models is pinned, whatever made them", () => {
  const models = rows.filter((tool) => tool.kind === "model");
  expect(models.map((tool) => Object.keys(tool.contents ?? {}))).toEqual(models.map((tool) => tool.provides));
});

test("checksums.json has a line for each vendor's file and no other", async () => {
  expect(Object.keys(await readChecksums())).toEqual(vendorUrls());
});

test("the launcher asks for the table's Node", async () => {
  const launcher = await readFile(join(root, "hearth"), "utf8");
  const node = rows.find((tool) => tool.name === "node")!;
  const wheel = node.sources.find((source) => source.kind === "wheel")!;
  const value = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, "m").exec(launcher)?.[1];
  expect({
    version: value("node_version"),
    wheel: value("wheel"),
    sha256: { "linux-x64": value("wheel_sha256_x64"), "linux-arm64": value("wheel_sha256_arm64") },
  }).toEqual({ version: node.version, wheel: wheel.package, sha256: wheel.sha256 });
});
