import { join, resolve } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { root } from "../paths.ts";
import { bundledFrom } from "./bundled-from.ts";

// A change of lib/keys once left an old gateway in the depot: its key was of its own source alone.
test.each([
  ["gateway", "src/server.ts"],
  ["memory", "src/server.ts"],
  ["memory", "src/keeper/main.ts"],
  ["memory", "src/vault/main.ts"],
])("no file of %s's %s is forgotten", async (name, entryPoint) => {
  const folder = join(root, "apps", name);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(folder, entryPoint)],
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
    metafile: true,
  });
  const ours = Object.keys(metafile.inputs).filter((input) => !input.includes("node_modules/"));
  const files = new Set(bundledFrom(folder));
  expect(ours.filter((input) => !files.has(resolve(root, input)))).toEqual([]);
  expect(ours.length).toBeGreaterThan(5);
});
