import {
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join, relative } from "node:path";
import { copyFile } from "node:fs/promises";
import { $ } from "zx";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { pullWhole } from "../model-store/pull-file.ts";
import { root } from "../paths.ts";
import { requireClassifier } from "../router/read-classifier.ts";
import { findTool, table, type ToolName } from "../toolchain/rows/table.ts";
import { toolBin } from "../toolchain/installed/tool-bin.ts";
import { toolFolder } from "../toolchain/installed/tool-folder.ts";
import type { ArtifactSource } from "./artifact-source.ts";
import { dashboardArchive } from "./dashboard-archive.ts";
import type { DepotSource } from "./depot-source.ts";
import { digestOf, digestOfText } from "./digest.ts";
import { linkOrCopy } from "./link-or-copy.ts";
import { bundledFrom } from "./bundled-from.ts";
import { packFolder } from "./pack-folder.ts";

/** How to make what jobs fetch, each once: several may fetch the same. Throws DEFINITION_INVALID where two mean different things by one name. */
export function depotSources(artifacts: readonly ArtifactSource[]): readonly DepotSource[] {
  const sources = new Map<string, DepotSource>();
  for (const source of artifacts.map(sourceOf)) {
    const { name, key } = sources.get(source.name) ?? source;
    if (key !== source.key) {
      throw new HearthError({
        code: "DEFINITION_INVALID",
        at: "jobs/",
        message: `two jobs declare different artifacts under the name ${name}`,
        hint: "Give one of them another name in its `artifacts`.",
      });
    }
    sources.set(name, source);
  }
  return [...sources.values()];
}

function sourceOf(artifact: ArtifactSource): DepotSource {
  switch (artifact.kind) {
    case "tool":
      return packedTool(artifact.name, artifact.entry);
    case "debian":
      return debianProgram(artifact);
    case "app":
      return appBundle(artifact);
    case "model":
      return modelFile(artifact);
    case "file":
      return ownFile(artifact);
    case "dashboards":
      return dashboardArchive(artifact);
  }
}

const modelFile = (artifact: Extract<ArtifactSource, { kind: "model" }>): DepotSource => ({
  name: artifact.name,
  file: artifact.name,
  key: `${artifact.sha256.slice(0, 16)}-${artifact.name}`,
  sha256: artifact.sha256,
  make: async (path, context) => {
    const { name, sha256, sizeBytes, sources = [] } = artifact;
    const file = { file: name, sha256, isProjector: false, sources, ...defined({ sizeBytes }) };
    if (sources.length === 0) await copyFile(toolchainPath(name), path);
    else linkOrCopy(await pullWhole(file, context), path);
  },
});

/** A models file may name what nobody brings. */
function toolchainPath(file: string): string {
  if (table.some(({ provides }) => provides.some((path) => basename(path) === file))) return toolBin(file);
  throw new HearthError({
    code: "TOOL_UNAVAILABLE",
    message: `no row of the toolchain brings the model file ${file}`,
    hint: "Correct `file` in models.yaml, or give the model `sources`; docs/how-to/models.md shows how.",
  });
}

function packedTool(name: ToolName, entry: string): DepotSource {
  const { version } = findTool(name);
  const file = `${name}-${version}.tar.gz`;
  return { name, file, key: file, make: (path) => packFolder(toolFolder(name), [entry], path) };
}

/** A program out of Debian's packages, as they are today. */
function debianProgram({ name, packages, files }: Extract<ArtifactSource, { kind: "debian" }>): DepotSource {
  const file = `${name}.tar.gz`;
  const { wanted, parts } = { wanted: packages ?? [name], parts: files ?? [`usr/bin/${name}`] };
  // What is packed decides the key; a plain program keeps the one that it always had.
  const recipe = packages === undefined && files === undefined ? "" : `${digestOfText([wanted, parts])}-`;
  return {
    name,
    file,
    key: `debian-bookworm-${recipe}${file}`,
    make: async (path) => {
      const folder = mkdtempSync(join(tmpdir(), "hearth-debian-"));
      try {
        const run = $({ cwd: folder, quiet: true });
        await run`apt-get -qq download ${wanted} || { apt-get -qq update && apt-get -qq download ${wanted}; }`;
        for (const archive of readdirSync(folder)) await run`dpkg-deb --extract ${archive} unpacked`;
        mkdirSync(join(folder, "packed"));
        for (const part of parts) {
          const found = globSync(part, { cwd: join(folder, "unpacked") });
          if (found.length === 0) throw missingFile(part, name);
          // Libraries are often links to a name with their version.
          for (const each of found)
            cpSync(realpathSync(join(folder, "unpacked", each)), join(folder, "packed", basename(each)));
        }
        await packFolder(join(folder, "packed"), readdirSync(join(folder, "packed")), path);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

const missingFile = (part: string, artifact: string): HearthError =>
  new HearthError({
    code: "DEFINITION_INVALID",
    at: "jobs/",
    message: `Debian's packages have no ${part}, which a job declares in its artifact ${artifact}`,
    hint: "Correct `files` or `packages` of the artifact.",
  });

/** One of our own services, bundled for Node. */
function appBundle({ name, files }: Extract<ArtifactSource, { kind: "app" }>): DepotSource {
  const folder = join(root, "apps", name);
  requireFile(join(folder, "build.ts"), name);
  const [single] = files.length === 1 ? files : [];
  const ending = single === undefined ? ".tar.gz" : extname(single);
  return {
    name,
    file: single ?? `${name}.tar.gz`,
    key: `${name}-${digestOf(bundledFrom(folder))}${ending}`,
    make: async (path) => {
      await $({ cwd: folder, quiet: true })`${process.execPath} build.ts`;
      if (single === undefined) await packFolder(join(folder, "dist"), files, path);
      else copyFileSync(join(folder, "dist", single), path);
    },
  };
}

function ownFile({ name, path, file, holds }: Extract<ArtifactSource, { kind: "file" }>): DepotSource {
  if (holds === "classifier") requireClassifier(path);
  requireFile(path, name);
  return {
    name,
    file,
    key: `${name}-${digestOf([path])}${extname(file)}`,
    make: (copy) => copyFile(path, copy),
  };
}

function requireFile(path: string, artifact: string): void {
  if (existsSync(path)) return;
  const file = relative(root, path);
  throw new HearthError({
    code: "DEFINITION_INVALID",
    at: "jobs/",
    message: `there is no ${file}, which a job declares as its artifact ${artifact}`,
    hint: "Write the file, or correct the job's `artifacts`.",
  });
}
