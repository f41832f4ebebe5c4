import { existsSync } from "node:fs";
import { mkdtemp, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { Log, Progress } from "@hearth/kernel/log.ts";
import { sha256OfFile } from "@hearth/kernel/sha256-of-file.ts";
import { version } from "@hearth/kernel/version.ts";
import { runProgram } from "../fetch/run-program.ts";
import { inspectTool } from "../installed/inspect-tool.ts";
import { folderOf } from "../installed/tool-folder.ts";
import type { Platform, Tool } from "../names/tool.ts";
import { labelOf, manifestMember, membersOf, packagesMember, sizeOfMembers } from "./bundle-manifest.ts";
import type { BundledTool, BundleManifest } from "./bundle-manifest.ts";

export interface BundleOptions {
  readonly cache: string;
  readonly platforms: readonly Platform[];
  /** Every one of them has to be installed. */
  readonly tools: readonly Tool[];
  readonly log: Log;
  readonly signal?: AbortSignal;
  /** Writes a tar file of npm's cache, for `npm ci --offline`; without it the bundle has no packages. */
  readonly packPackages?: (file: string) => Promise<void>;
}

export interface BundleReport {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** `consul-1.22.5-linux-x64` */
  readonly tools: readonly string[];
}

/** Room beside the bundle itself. */
const spareBytes = 64 * 2 ** 20;

/**
 * Writes the installed tools into one file, for a machine without internet. Every file is hashed before, so that damage does not
 * travel. The file appears when it is complete; an older one of the same name is replaced.
 */
export async function bundleTools(file: string, options: BundleOptions): Promise<BundleReport> {
  const { log, signal, packPackages } = options;
  const target = resolve(file);
  const partial = `${target}.${process.pid}.partial`;
  const folder = await mkdtemp(join(tmpdir(), "hearth-bundle-"));
  try {
    const tools = await log.step("check the installed programs", (progress) => describeTools(options, progress));
    const cacheTar = join(folder, packagesMember);
    if (packPackages !== undefined) await log.step("pack the npm packages", () => packPackages(cacheTar));
    signal?.throwIfAborted();
    const manifest: BundleManifest = {
      format: 1,
      hearth: version,
      tools,
      ...(existsSync(cacheTar) ? { packages: await describePackages(cacheTar) } : {}),
    };
    await writeFile(join(folder, manifestMember), JSON.stringify(manifest));
    await requireRoom(dirname(target), sizeOfMembers(manifest));
    const sha256 = await log.step("write the bundle", (progress) =>
      write({ manifest, folder, partial, total: sizeOfMembers(manifest), progress }, options),
    );
    await rename(partial, target);
    const { size: sizeBytes } = await stat(target);
    return { file: target, sizeBytes, sha256, tools: tools.map(labelOf) };
  } finally {
    await rm(partial, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

/** Node first: the launcher of the other machine needs it before anything else. */
async function describeTools(options: BundleOptions, progress: Progress): Promise<BundledTool[]> {
  const { cache, platforms, tools, signal } = options;
  const wanted = platforms.flatMap((platform) => tools.map((tool) => ({ tool, platform })));
  const described: BundledTool[] = [];
  for (const [index, { tool, platform }] of wanted.entries()) {
    signal?.throwIfAborted();
    progress(`${index + 1} of ${wanted.length}: ${tool.name}`);
    const folder = folderOf(tool, { cache, platform });
    const found = await inspectTool(tool, { folder, platform, deep: true });
    if (found.state !== "installed") {
      throw new HearthError({
        code: "TOOL_UNAVAILABLE",
        message: `${tool.name} ${tool.version} for ${platform} is ${found.state}`,
        hint: "Install it with `hearth tools install`, then bundle again.",
      });
    }
    const { recipe, source } = found.manifest;
    const files = found.manifest.files.flatMap((each) =>
      // Links are made again from the table.
      "target" in each ? [] : [{ path: each.path, sizeBytes: each.sizeBytes, sha256: each.sha256 }],
    );
    described.push({ name: tool.name, version: tool.version, platform, recipe, source, files });
  }
  return described.toSorted((a, b) => Number(b.name === "node") - Number(a.name === "node"));
}

const describePackages = async (file: string): Promise<NonNullable<BundleManifest["packages"]>> => ({
  sizeBytes: (await stat(file)).size,
  sha256: await sha256OfFile(file),
});

interface Writing {
  readonly manifest: BundleManifest;
  /** Holds the manifest and the packages. */
  readonly folder: string;
  readonly partial: string;
  readonly total: number;
  readonly progress: Progress;
}

async function write(writing: Writing, { cache, signal }: BundleOptions): Promise<string> {
  const { manifest, folder, partial, total, progress } = writing;
  const list = join(folder, "list");
  const members = [...membersOf(manifest).keys()].filter((name) => name !== packagesMember);
  await writeFile(list, members.map((name) => `${name}\0`).join(""));
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
  const note = async (): Promise<void> => {
    const written = await stat(partial).then(
      ({ size }) => size,
      () => 0,
    );
    progress(`${mebibytes(written)} of ${mebibytes(total)} MiB`);
  };
  const timer = setInterval(() => void note(), 500);
  try {
    const command = {
      program: "tar",
      arguments: [
        ...["--create", `--file=${partial}`, "--format=gnu", "--owner=0", "--group=0", "--numeric-owner"],
        ...["--no-recursion", `--directory=${folder}`, manifestMember],
        ...[`--directory=${cache}`, "--null", "--verbatim-files-from", `--files-from=${list}`],
        ...(manifest.packages === undefined ? [] : [`--directory=${folder}`, packagesMember]),
      ],
    };
    await runProgram(command, { folder, output: join(folder, "output"), ...defined({ signal }) });
    return await sha256OfFile(partial);
  } finally {
    clearInterval(timer);
  }
}

export async function requireRoom(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= neededBytes + spareBytes) return;
  const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  throw new HearthError({
    code: "COMMAND_FAILED",
    at: folder,
    message: `${mebibytes(bavail * bsize)} are free, and ${mebibytes(neededBytes + spareBytes)} are needed`,
    hint: "Free some space, or use a folder on another disk, then run the command again.",
  });
}
