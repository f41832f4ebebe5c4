import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { copyFile } from "node:fs/promises";
import { $ } from "zx";
import type { Cluster } from "../config/derive/cluster.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { root } from "../paths.ts";
import { readClassifier } from "../router/read-classifier.ts";
import { findTool, table, type ToolName } from "../toolchain/rows/table.ts";
import { toolBin } from "../toolchain/installed/tool-bin.ts";
import { toolFolder } from "../toolchain/installed/tool-folder.ts";
import { bundledFrom } from "./bundled-from.ts";
import { packFolder } from "./pack-folder.ts";

/** How a file of the depot comes to be. */
export interface DepotSource {
  readonly name: string;
  readonly file: string;
  /** Names the content in the cache: changes whenever what `make` writes would. */
  readonly key: string;
  /** What its content has to be, where that is known beforehand. */
  readonly sha256?: string;
  /** Writes the file to a path. */
  readonly make: (path: string) => Promise<void>;
}

/** What the cluster's jobs fetch: programs, the bundles of our own services, and the models of its experts. */
export function depotSources(cluster: Cluster): readonly DepotSource[] {
  const models = new Map(cluster.experts.map(({ model }) => [model.file, model]));
  return [
    packedTool("llama.cpp", "bin"),
    packedTool("node", "bin/node"),
    debianProgram("prometheus"),
    gatewayBundle(),
    memoryBundles(),
    ...ownClassifier(cluster),
    ...[...models.values()].map(({ file, sha256 }) => ({
      name: file,
      file,
      key: `${sha256.slice(0, 16)}-${file}`,
      sha256,
      make: async (path: string) => copyFile(modelPath(file), path),
    })),
  ];
}

/** A models file may name what nobody brings. */
function modelPath(file: string): string {
  if (table.some(({ provides }) => provides.some((path) => basename(path) === file))) return toolBin(file);
  throw new HearthError({
    code: "TOOL_UNAVAILABLE",
    message: `no row of the toolchain brings the model file ${file}`,
    hint: "Correct `file` in models.yaml, or add a row to lib/toolchain/rows/model-rows.ts.",
  });
}

function packedTool(name: ToolName, entry: string): DepotSource {
  const { version } = findTool(name);
  const file = `${name}-${version}.tar.gz`;
  return { name, file, key: file, make: (path) => packFolder(toolFolder(name), [entry], path) };
}

/** A program out of Debian's package of the same name, as it is today. */
function debianProgram(name: string): DepotSource {
  const file = `${name}.tar.gz`;
  return {
    name,
    file,
    key: `debian-bookworm-${file}`,
    make: async (path) => {
      const folder = mkdtempSync(join(tmpdir(), "hearth-debian-"));
      try {
        const run = $({ cwd: folder, quiet: true });
        await run`apt-get -qq download ${name} || { apt-get -qq update && apt-get -qq download ${name}; }`;
        const [archive] = readdirSync(folder);
        await run`dpkg-deb --extract ${archive ?? ""} .`;
        await packFolder(join(folder, "usr", "bin"), [name], path);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** The gateway as one file for Node. */
function gatewayBundle(): DepotSource {
  const folder = join(root, "apps", "gateway");
  return {
    name: "gateway",
    file: "gateway.mjs",
    key: `gateway-${digestOf(bundledFrom(folder))}.mjs`,
    make: async (path) => {
      await $({ cwd: folder, quiet: true })`${process.execPath} build.ts`;
      copyFileSync(join(folder, "dist", "gateway.mjs"), path);
    },
  };
}

/** The classifier that the inventory names, if it does. Fails with CONFIG_INVALID for what is not one. */
function ownClassifier({ gateway }: Cluster): readonly DepotSource[] {
  const path = gateway?.routing?.classifier;
  if (path === undefined) return [];
  if (readClassifier(path) === undefined) {
    throw new HearthError({
      code: "CONFIG_UNREADABLE",
      at: path,
      message: "there is no classifier for `gateway.routing.classifier`",
      hint: "Train one with `hearth router train --out FILE`, or correct the path: it begins at the inventory's folder.",
    });
  }
  const file = "classifier.json";
  return [
    {
      name: "router-classifier",
      file,
      key: `router-classifier-${digestOf([path])}.json`,
      make: (copy) => copyFile(path, copy),
    },
  ];
}

/** The memory service, its keeper and its vault, one file each. */
function memoryBundles(): DepotSource {
  const folder = join(root, "apps", "memory");
  return {
    name: "memory",
    file: "memory.tar.gz",
    key: `memory-${digestOf(bundledFrom(folder))}.tar.gz`,
    make: async (path) => {
      await $({ cwd: folder, quiet: true })`${process.execPath} build.ts`;
      await packFolder(join(folder, "dist"), ["memory.mjs", "keeper.mjs", "vault.mjs"], path);
    },
  };
}

function digestOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}
