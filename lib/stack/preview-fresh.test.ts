import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root, stackFolder } from "../paths.ts";
import { unitId } from "../steps/unit.ts";
import { loadStack, stackConfigFile } from "./load-stack.ts";
import { isPart } from "./pulumi/parts.ts";
import { freshLabNodes, isFresh, previewFresh } from "./preview-fresh.ts";

const name = "never-made";
const former = process.env["HEARTH_INVENTORY"];
beforeEach(() => {
  process.env["HEARTH_INVENTORY"] = join(root, "stacks", "lab.inventory.yaml");
});
afterEach(() => {
  if (former === undefined) delete process.env["HEARTH_INVENTORY"];
  else process.env["HEARTH_INVENTORY"] = former;
});

test("an image that a job runs from is made once, after the registry and before the job", async () => {
  process.env["HEARTH_INVENTORY"] = join(root, "stacks", "lab-docker.inventory.yaml");
  const creates = previewFresh(await loadStack(name));
  expect(creates.filter((part) => part.startsWith("image/"))).toEqual(["image/gateway"]);
  const places = ["gate/registry", "image/gateway", "job/gateway"].map((part) => creates.indexOf(part));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test("a stack of which nothing exists is previewed whole, and nothing is made by it", async () => {
  const stack = await loadStack(name);
  expect(isFresh(stack)).toBe(true);
  const creates = previewFresh(stack);
  expect(creates).toEqual(expect.arrayContaining(stack.units.map(unitId)));
  expect(creates).toEqual(expect.arrayContaining(["gate/nodes", "job/gateway", "gate/gateway", "job/expert-chat"]));
  expect(creates.indexOf("job/gateway")).toBeGreaterThan(creates.indexOf("gate/nodes"));
  expect(creates.filter((part) => !isPart(part))).toEqual([]);
  expect(freshLabNodes(stack)).toEqual(["n1", "n2", "n3"]);
  expect(new Set(creates).size).toBe(creates.length);
  expect([stackFolder(name), stackConfigFile(name)].filter((path) => existsSync(path))).toEqual([]);
});
