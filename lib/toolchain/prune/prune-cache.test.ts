import { mkdir, readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeManifest } from "../installed/manifest.ts";
import { findTool } from "../rows/table.ts";
import { temporaryFolder } from "../../../tests/support/toolchain.ts";
import { withLock } from "../../with-lock.ts";
import { stampOf } from "./cache-entry.ts";
import { pruneCache, type PruneReport } from "./prune-cache.ts";

const day = 24 * 60 * 60;
const now = 100 * day;

async function places() {
  const folder = await temporaryFolder();
  const [cache, stacksFolder] = [join(folder, "cache"), join(folder, "stacks")];
  for (const path of [join(cache, "tools"), join(cache, "depot"), join(cache, "locks"), stacksFolder]) {
    await mkdir(path, { recursive: true });
  }
  const prune = (more: Partial<Parameters<typeof pruneCache>[0]> = {}): Promise<PruneReport> =>
    pruneCache({ cache, stacksFolder, keep: 0, dryRun: false, nowMs: now * 1_000, ...more });
  return { cache, stacksFolder, prune };
}

async function tool(cache: string, label: string, daysAgo: number): Promise<string> {
  const path = join(cache, "tools", label);
  await mkdir(join(path, "bin"), { recursive: true });
  await writeFile(join(path, "bin", "lamp"), "light");
  const [name = "", version = ""] = label.split("-");
  await writeManifest(path, { tool: name, version, recipe: "", source: "" });
  await utimes(stampOf({ kind: "tool", path }), now - daysAgo * day, now - daysAgo * day);
  return path;
}

async function pack(cache: string, label: string, { sha256 = label, daysAgo = 0 }): Promise<void> {
  const path = join(cache, "depot", label);
  await writeFile(path, "light");
  await writeFile(`${path}.json`, JSON.stringify({ name: "lamp", path: label, sizeBytes: 5, modifiedMs: 0, sha256 }));
  await utimes(`${path}.json`, now - daysAgo * day, now - daysAgo * day);
}

const left = async (cache: string): Promise<readonly string[]> => [
  ...(await readdir(join(cache, "tools"))),
  ...(await readdir(join(cache, "depot"))).filter((name) => !name.endsWith(".json")),
];

test("what the table, a stack's links or a stack's depot name stays; the rest goes, and a dry run only says so", async () => {
  const { cache, stacksFolder, prune } = await places();
  const node = `node-${findTool("node").version}-linux-x64`;
  await tool(cache, node, 50);
  await tool(cache, "node-1.0.0-linux-x64", 50);
  const linked = await tool(cache, "lamp-1.0.0-linux-x64", 50);
  await mkdir(join(stacksFolder, "home", "artifacts"), { recursive: true });
  await symlink(linked, join(stacksFolder, "home", "artifacts", "lamp-1.0.0"));
  await writeFile(join(stacksFolder, "home", "artifacts", "lamp-1.0.0.n1.sha256"), "");
  await writeFile(join(stacksFolder, "npm.lock"), "");
  await writeFile(join(stacksFolder, "home", "depot.json"), JSON.stringify([{ sha256: "aa" }]));
  await pack(cache, "gateway-a.mjs", { sha256: "aa", daysAgo: 50 });
  await pack(cache, "gateway-b.mjs", { daysAgo: 50 });

  const dry = await prune({ dryRun: true });
  expect(dry.removed.map(({ label }) => label).sort()).toEqual(["gateway-b.mjs", "node-1.0.0-linux-x64"]);
  expect([dry.freedBytes, (await left(cache)).length]).toEqual([10, 5]);
  const done = await prune();
  expect(done.removed).toEqual(dry.removed);
  expect(await left(cache)).toEqual(["lamp-1.0.0-linux-x64", node, "gateway-a.mjs"]);
  expect((await prune()).removed).toEqual([]);
});

test("versions before are kept as many as asked for, those that were used last", async () => {
  const { cache, prune } = await places();
  for (const daysAgo of [2, 3, 4]) await pack(cache, `gateway-${daysAgo}.mjs`, { daysAgo });
  await prune({ keep: 2 });
  expect(await left(cache)).toEqual(["gateway-2.mjs", "gateway-3.mjs"]);
});

test("two runs at once remove each thing once, and a tool that another run installs is left to it", async () => {
  const { cache, prune } = await places();
  for (const version of [1, 2, 3]) await tool(cache, `lamp-${version}.0.0-linux-x64`, 50);
  await withLock(join(cache, "locks", "lamp-2.0.0-linux-x64"), { what: "lamp" }, async () => {
    const [one, other] = await Promise.all([prune(), prune()]);
    const removed = [...one.removed, ...other.removed].map(({ label }) => label).sort();
    expect(removed).toEqual(["lamp-1.0.0-linux-x64", "lamp-3.0.0-linux-x64"]);
    expect(await left(cache)).toEqual(["lamp-2.0.0-linux-x64"]);
  });
});

test("what is half made goes after a day, of a tool and of a pack", async () => {
  const { cache, prune } = await places();
  await pack(cache, "gateway-a.mjs", {});
  const half = ["tools/.lamp-1.0.0-linux-x64.Xy", "depot/gateway-b.mjs", "depot/gateway-c.mjs.123", "depot/d.json"];
  const fresh = ["tools/.lamp-2.0.0-linux-x64.Xy", "depot/gateway-e.mjs.124"];
  for (const path of [...half, ...fresh]) {
    await writeFile(join(cache, path), "half");
    const second = half.includes(path) ? now - 2 * day : now - 60;
    await utimes(join(cache, path), second, second);
  }
  await prune({ dryRun: true });
  expect(await readdir(join(cache, "tools"))).toHaveLength(2);
  await prune();
  expect(await readdir(join(cache, "tools"))).toEqual([".lamp-2.0.0-linux-x64.Xy"]);
  expect(await readdir(join(cache, "depot"))).toEqual(["gateway-a.mjs", "gateway-a.mjs.json", "gateway-e.mjs.124"]);
  expect(await readFile(join(cache, "depot", "gateway-a.mjs"), "utf8")).toBe("light");
});

test("downloads that were cut off, and what was unpacked of a bundle, go after a day", async () => {
  const { cache, prune } = await places();
  for (const folder of ["downloads", "npm.old", "npm.new", "npm-other"]) await mkdir(join(cache, folder));
  for (const name of ["old", "new"]) await writeFile(join(cache, "downloads", name), "half");
  const twoDaysAgo = now - 2 * day;
  for (const path of ["downloads/old", "npm.old", "npm-other"]) await utimes(join(cache, path), twoDaysAgo, twoDaysAgo);
  await prune();
  expect(await readdir(join(cache, "downloads"))).toEqual(["new"]);
  expect((await readdir(cache)).filter((name) => name.startsWith("npm"))).toEqual(["npm-other", "npm.new"]);
});
