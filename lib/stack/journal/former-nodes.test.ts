import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { formerNodes } from "./former-nodes.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-former-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const access = (name: string, address = "192.0.2.1") => ({
  name,
  address,
  port: 22,
  user: "operator",
  hostKey: "ssh-ed25519 AAAA",
});
const namesOf = (...current: readonly string[]): readonly string[] =>
  formerNodes(
    folder,
    current.map((name) => access(name)),
  ).map(({ name }) => name);

test("a node that leaves the inventory stays known as long as something on it is to be undone", () => {
  expect(namesOf("n1", "n4", "n5")).toEqual([]);
  mkdirSync(join(folder, "begun", "n4"), { recursive: true });
  writeFileSync(join(folder, "begun", "n4", "base"), "");
  expect(namesOf("n1")).toEqual(["n4"]);
  rmSync(join(folder, "begun", "n4", "base"));
  expect(namesOf("n1")).toEqual([]);
  // Now it is forgotten for good.
  writeFileSync(join(folder, "begun", "n4", "base"), "");
  expect(namesOf("n1")).toEqual([]);
});

test("it is reached as it was last, and one that comes back as the inventory says", () => {
  mkdirSync(join(folder, "begun", "n4"), { recursive: true });
  writeFileSync(join(folder, "begun", "n4", "base"), "");
  formerNodes(folder, [access("n4", "192.0.2.7")]);
  expect(formerNodes(folder, [])).toEqual([access("n4", "192.0.2.7")]);
  expect(formerNodes(folder, [access("n4", "192.0.2.8")])).toEqual([]);
});
