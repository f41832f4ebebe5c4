import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../lib/paths.ts";

/* A message that somebody looks up is one that Hearth writes. */

const page = readFileSync(join(root, "docs", "troubleshooting.md"), "utf8");
const [ours = ""] = page.split("## Messages of other programs");
const messages = [...ours.matchAll(/^\| `(.+?)` \|/gm)].map(([, message = ""]) => message);
const sources = globSync("{lib,packages}/**/*.{ts,sh}", { cwd: root })
  .filter((file) => !/\.test\.ts$|node_modules/.test(file))
  .map((file) => readFileSync(join(root, file), "utf8"))
  .join("\n");

test.each(messages)("%s is in a source", (message) => {
  const parts = message.split("…").map((part) => part.trim());
  const said = parts.filter((part) => part.length > 2);
  expect(said.length).toBeGreaterThan(0);
  expect(said.filter((part) => !sources.includes(part))).toEqual([]);
});

test("there are messages, and one that nothing writes is found", () => {
  expect(messages.length).toBeGreaterThan(20);
  expect(sources.includes("the flux capacitor is empty")).toBe(false);
});
