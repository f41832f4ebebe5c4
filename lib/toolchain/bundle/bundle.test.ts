import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createLog } from "@hearth/kernel/log.ts";
import { silentLog } from "@hearth/kernel/test/silent-log.ts";
import { temporaryFolder } from "../../../tests/support/toolchain.ts";
import { inspectTool } from "../installed/inspect-tool.ts";
import { seal } from "../installed/seal.ts";
import { folderOf } from "../installed/tool-folder.ts";
import type { Tool } from "../names/tool.ts";
import { bundleTools } from "./bundle-tools.ts";
import { unbundleTools } from "./unbundle-tools.ts";

const run = promisify(execFile);

function row(name: string, more: Partial<Tool> = {}): Tool {
  const download = { url: `https://vendor.test/${name}`, format: "program", take: {} } as const;
  return {
    ...{ name, version: "1.2.3", kind: "program", about: "", provides: [`bin/${name}`] },
    sources: [{ kind: "vendor", downloads: { "linux-x64": download, "linux-arm64": download } }],
    ...more,
  };
}

const tools = [row("lamp"), row("node", { links: { "bin/npm": "../lib/npm.js" } }), row("lantern")];
const platform = "linux-x64";

async function install(cache: string, tool: Tool, content = `#!/bin/sh\necho ${tool.name}\n`): Promise<string> {
  const folder = folderOf(tool, { cache, platform });
  await mkdir(join(folder, "bin"), { recursive: true });
  await mkdir(join(folder, "lib"), { recursive: true });
  await writeFile(join(folder, "bin", tool.name), content, { mode: 0o755 });
  await writeFile(join(folder, "lib", "npm.js"), "npm");
  await seal(folder, { tool, source: tool.sources[0]!, platform });
  return folder;
}

async function bundled(given: readonly Tool[] = tools) {
  const [cache, folder] = [await temporaryFolder(), await temporaryFolder()];
  for (const tool of given) await install(cache, tool);
  const file = join(folder, "hearth.tar");
  const packPackages = (path: string): Promise<void> => writeFile(path, "packages");
  const report = await bundleTools(file, { cache, platforms: [platform], tools: given, log: silentLog, packPackages });
  return { file, report, folder, cache };
}

const stateIn = async (cache: string): Promise<readonly string[]> =>
  Promise.all(
    tools.map(
      async (tool) =>
        (await inspectTool(tool, { folder: folderOf(tool, { cache, platform }), platform, deep: true })).state,
    ),
  );

test("a toolchain goes into a file and out of it, on a machine that has none of it", async () => {
  const { file, report, folder } = await bundled();
  expect(report.tools).toEqual(["node-1.2.3-linux-x64", "lamp-1.2.3-linux-x64", "lantern-1.2.3-linux-x64"]);
  expect(report.sizeBytes).toBe((await stat(file)).size);
  expect(await readdir(folder)).toEqual(["hearth.tar"]);

  const cache = await temporaryFolder();
  const done = await unbundleTools(file, { cache, tools, log: silentLog, sha256: report.sha256 });
  expect(done).toEqual({ installed: report.tools, skipped: [] });
  expect(await stateIn(cache)).toEqual(["installed", "installed", "installed"]);
  const node = folderOf(tools[1]!, { cache, platform });
  expect((await run(join(node, "bin", "node"))).stdout).toBe("node\n");
  expect(await readFile(join(node, "bin", "npm"), "utf8")).toBe("npm");
  expect((await readdir(join(cache, "tools"))).filter((name) => name.startsWith("."))).toEqual([]);

  expect(await unbundleTools(file, { cache, tools, log: silentLog })).toEqual({ installed: [], skipped: report.tools });
});

test("a bundle may be compressed", async () => {
  const { file } = await bundled();
  await run("gzip", [file]);
  const cache = await temporaryFolder();
  expect((await unbundleTools(`${file}.gz`, { cache, tools, log: silentLog })).installed).toHaveLength(3);
});

test("a damaged or missing tool is not bundled, and no file is left", async () => {
  const [cache, folder] = [await temporaryFolder(), await temporaryFolder()];
  const lamp = await install(cache, tools[0]!);
  // The same size and time: only hashing sees it.
  const path = join(lamp, "bin", "lamp");
  const { mtime, size } = await stat(path);
  await writeFile(path, "x".repeat(size));
  await utimes(path, mtime, mtime);
  const options = { cache, platforms: [platform], log: silentLog } as const;
  const file = join(folder, "hearth.tar");
  await expect(bundleTools(file, { ...options, tools: [tools[0]!] })).rejects.toMatchObject({
    code: "TOOL_UNAVAILABLE",
    message: "lamp 1.2.3 for linux-x64 is damaged",
  });
  await expect(bundleTools(file, { ...options, tools: [tools[2]!] })).rejects.toThrow(
    "lantern 1.2.3 for linux-x64 is missing",
  );
  expect(await readdir(folder)).toEqual([]);
});

test("a bundle that was cut off or changed installs nothing", async () => {
  const { file, report } = await bundled();
  const cache = await temporaryFolder();
  const options = { cache, tools, log: silentLog };
  const whole = await readFile(file);

  const changed = Buffer.from(whole);
  changed[whole.indexOf("echo lamp")] = 0x45;
  await writeFile(file, changed);
  await expect(unbundleTools(file, { ...options, sha256: report.sha256 })).rejects.toMatchObject({
    code: "CHECKSUM_MISMATCH",
  });
  await expect(unbundleTools(file, options)).rejects.toMatchObject({
    code: "BUNDLE_INVALID",
    message: "bin/lamp has different content in lamp-1.2.3-linux-x64",
  });
  expect(await stateIn(cache)).toEqual(["missing", "installed", "missing"]);

  await writeFile(file, whole);
  await truncate(file, 3_000);
  await expect(unbundleTools(file, { ...options, cache: await temporaryFolder() })).rejects.toMatchObject({
    code: "BUNDLE_INVALID",
  });
  await writeFile(file, "no tar at all");
  await expect(unbundleTools(file, options)).rejects.toThrow(/has no manifest/);
});

/** Packs a bundle anew, with a change to what is in it. */
async function repacked(file: string, change: (folder: string) => Promise<readonly string[]>): Promise<string> {
  const folder = await temporaryFolder();
  await run("tar", ["-xf", file, "-C", folder]);
  const more = await change(folder);
  const other = join(folder, "..", `${Date.now()}-${Math.random()}.tar`);
  const names = ["hearth-bundle.json", ...(await readdir(folder)).filter((name) => name !== "hearth-bundle.json")];
  const { stdout } = await run("find", [...names, "-type", "f"], { cwd: folder });
  await run("tar", ["-cf", other, "-C", folder, "--no-recursion", ...stdout.trim().split("\n"), ...more]);
  return other;
}

test("a file that the manifest does not name, a link, or a second copy is refused before anything is written", async () => {
  const { file } = await bundled();
  const cache = await temporaryFolder();
  const refused = async (change: (folder: string) => Promise<readonly string[]>): Promise<void> => {
    const other = await repacked(file, change);
    await expect(unbundleTools(other, { cache, tools, log: silentLog })).rejects.toMatchObject({
      code: "BUNDLE_INVALID",
      message: expect.stringMatching(/is not what its manifest says$/) as string,
    });
    await rm(other);
  };
  const inLamp = "tools/lamp-1.2.3-linux-x64";
  await refused(async (folder) => {
    await writeFile(join(folder, inLamp, "bin", "more"), "more");
    return [];
  });
  await refused(async (folder) => {
    await run("ln", ["-s", "/etc", join(folder, inLamp, "etc")]);
    return [`${inLamp}/etc`];
  });
  await refused(() => Promise.resolve([`${inLamp}/bin/lamp`]));
  expect(await stateIn(cache)).toEqual(["missing", "missing", "missing"]);
});

test("a manifest whose paths leave their folder is refused", async () => {
  const { file } = await bundled();
  const other = await repacked(file, async (folder) => {
    const path = join(folder, "hearth-bundle.json");
    await writeFile(path, (await readFile(path, "utf8")).replace("bin/lamp", "../../lamp"));
    return [];
  });
  await expect(unbundleTools(other, { cache: await temporaryFolder(), tools, log: silentLog })).rejects.toThrow(
    /its manifest cannot be read/,
  );
});

test("a bundle of another version of Hearth is refused, with what differs", async () => {
  const { file } = await bundled();
  const cache = await temporaryFolder();
  const into = (rows: readonly Tool[]) => unbundleTools(file, { cache, tools: rows, log: silentLog });
  await expect(into([{ ...tools[0]!, version: "2.0.0" }, ...tools.slice(1)])).rejects.toThrow(
    "it has lamp 1.2.3, and this Hearth needs 2.0.0",
  );
  await expect(into([row("lamp", { provides: ["bin/lamp", "bin/shade"] }), ...tools.slice(1)])).rejects.toThrow(
    "its lamp 1.2.3 was made in another way than this Hearth's",
  );
  await expect(into(tools.slice(1))).rejects.toThrow("it has lamp 1.2.3, which this Hearth does not know");
  expect(await readdir(cache)).toEqual([]);
});

test("a run that is ended leaves no partial tool, and the next one does the rest", async () => {
  const { file, report } = await bundled();
  const cache = await temporaryFolder();
  const end = new AbortController();
  const log = createLog((entry) => {
    if (entry.kind === "step-done" && entry.name === "node-1.2.3-linux-x64") end.abort(new Error("ended by hand"));
  });
  await expect(unbundleTools(file, { cache, tools, log, signal: end.signal })).rejects.toThrow("ended by hand");
  expect((await readdir(join(cache, "tools"))).toSorted()).toEqual(["node-1.2.3-linux-x64"]);
  const rest = await unbundleTools(file, { cache, tools, log: silentLog });
  expect(rest).toEqual({ installed: report.tools.slice(1), skipped: report.tools.slice(0, 1) });
});

test("a bundle that is ended leaves no file", async () => {
  const [cache, folder] = [await temporaryFolder(), await temporaryFolder()];
  for (const tool of tools) await install(cache, tool);
  const end = new AbortController();
  const packPackages = (): Promise<void> => {
    end.abort(new Error("ended by hand"));
    return Promise.resolve();
  };
  const options = { cache, platforms: [platform], tools, log: silentLog, packPackages, signal: end.signal } as const;
  await expect(bundleTools(join(folder, "hearth.tar"), options)).rejects.toThrow("ended by hand");
  expect(await readdir(folder)).toEqual([]);
});
