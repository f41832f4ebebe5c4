import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { defined } from "@hearth/kernel/defined.ts";
import { root } from "../../paths.ts";
import { runProgram } from "../fetch/run-program.ts";
import { toolFolder } from "../installed/tool-folder.ts";
import type { Platform } from "../names/tool.ts";

export interface PackOptions {
  readonly platforms: readonly Platform[];
  readonly signal?: AbortSignal;
}

/**
 * Writes a tar file of an npm cache that holds every package of the lockfile, for some platforms. npm checks each package against the
 * lockfile when it installs from it, so nothing of the cache has to be trusted.
 */
export async function packNpmCache(file: string, { platforms, signal }: PackOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "hearth-npm-"));
  const run = { folder, output: join(folder, "output"), ...defined({ signal }) };
  try {
    const checkout = join(folder, "checkout");
    const cache = join(folder, "cache");
    for (const name of await manifestFiles()) {
      await mkdir(dirname(join(checkout, name)), { recursive: true });
      await cp(join(root, name), join(checkout, name));
    }
    const node = toolFolder("node");
    const npm = join(node, "lib", "node_modules", "npm", "bin", "npm-cli.js");
    const program = join(node, "bin", "node");
    // The cache's entries are named after the registry that they came from.
    const registry = await runProgram(
      { program, arguments: [npm, "config", "get", "registry"] },
      { ...run, folder: checkout },
    );
    await mkdir(cache);
    await writeFile(join(cache, "registry"), registry.trim());
    for (const platform of platforms) {
      const [os = "", cpu = ""] = platform.split("-");
      await runProgram(
        {
          program,
          arguments: [
            ...[npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"],
            ...[`--prefix=${checkout}`, `--cache=${cache}`, `--os=${os}`, `--cpu=${cpu}`],
          ],
        },
        run,
      );
    }
    const pack = {
      program: "tar",
      arguments: ["--create", `--file=${file}`, `--directory=${cache}`, "registry", "_cacache"],
    };
    await runProgram(pack, run);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What npm reads of a checkout: the lockfile, and the package.json of the root and of each workspace. */
async function manifestFiles(): Promise<readonly string[]> {
  const lock = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, unknown>>;
  };
  const folders = Object.keys(lock.packages).filter((name) => !name.split("/").includes("node_modules"));
  return [".npmrc", "package-lock.json", ...folders.map((folder) => join(folder, "package.json"))];
}
