import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { defined } from "@hearth/kernel/defined.ts";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { Log, Progress } from "@hearth/kernel/log.ts";
import { sha256OfFile } from "@hearth/kernel/sha256-of-file.ts";
import { withLock } from "../../with-lock.ts";
import { refuseMismatch } from "../fetch/refuse-mismatch.ts";
import { runProgram } from "../fetch/run-program.ts";
import { inspectTool } from "../installed/inspect-tool.ts";
import { findDamage } from "../installed/manifest.ts";
import { replaceFolder } from "../installed/replace-folder.ts";
import { seal } from "../installed/seal.ts";
import { folderOf } from "../installed/tool-folder.ts";
import { fingerprint } from "../names/fingerprint.ts";
import type { Source, Tool } from "../names/tool.ts";
import { bundleManifest, invalidBundle, labelOf, manifestMember, membersOf } from "./bundle-manifest.ts";
import type { BundledTool, BundleManifest } from "./bundle-manifest.ts";
import { requireRoom } from "./bundle-tools.ts";

export interface UnbundleOptions {
  readonly cache: string;
  /** The rows that a bundle's tools have to match. */
  readonly tools: readonly Tool[];
  readonly log: Log;
  readonly signal?: AbortSignal;
  /** What the whole file has to be, as `hearth tools bundle` printed it. */
  readonly sha256?: string;
}

export interface UnbundleReport {
  /** `consul-1.22.5-linux-x64` */
  readonly installed: readonly string[];
  /** What was there already. */
  readonly skipped: readonly string[];
}

const run = promisify(execFile);
/** More than the lists of any bundle take. */
const listLimitBytes = 64 * 2 ** 20;

/**
 * Installs what a bundle holds. Nothing is written before its list of contents is known to be what its manifest says and what the
 * table pins; each tool is checked before it is renamed into place. A second run does what is left of one that was ended.
 */
export async function unbundleTools(file: string, options: UnbundleOptions): Promise<UnbundleReport> {
  const { log, cache } = options;
  const bundle = resolve(file);
  const matched = await log.step("check the bundle", async () => {
    if (options.sha256 !== undefined) {
      refuseMismatch(bundle, { pinned: options.sha256, found: await sha256OfFile(bundle) });
    }
    const manifest = await readManifest(bundle, options);
    const rows = manifest.tools.map((bundled) => matchRow(bundle, bundled, options.tools));
    await refuseOtherMembers(bundle, manifest, options);
    return rows;
  });
  await mkdir(cache, { recursive: true });
  const installed: string[] = [];
  const skipped: string[] = [];
  for (const match of matched) {
    options.signal?.throwIfAborted();
    const label = labelOf(match.bundled);
    const list = (await unbundleOne(bundle, match, options)) ? installed : skipped;
    list.push(label);
  }
  return { installed, skipped };
}

async function readManifest(bundle: string, { signal }: UnbundleOptions): Promise<BundleManifest> {
  let text = "";
  try {
    const given = ["--extract", "--to-stdout", "--occurrence=1", `--file=${bundle}`, manifestMember];
    ({ stdout: text } = await run("tar", given, { maxBuffer: listLimitBytes, ...defined({ signal }) }));
  } catch (thrown) {
    signal?.throwIfAborted();
    throw invalidBundle(bundle, `it has no manifest: ${lastLine(messageOf(thrown))}`);
  }
  const parsed = bundleManifest.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidBundle(bundle, `its manifest cannot be read: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";

interface Match {
  readonly bundled: BundledTool;
  readonly tool: Tool;
  readonly source: Source;
}

/** A tool that this version of Hearth would not install is refused: its table is the list of what may run. */
function matchRow(bundle: string, bundled: BundledTool, tools: readonly Tool[]): Match {
  const { name, version, platform, recipe } = bundled;
  const tool = tools.find((row) => row.name === name);
  const title = `${name} ${version}`;
  if (tool === undefined) throw invalidBundle(bundle, `it has ${title}, which this Hearth does not know`);
  if (tool.version !== version) throw invalidBundle(bundle, `it has ${title}, and this Hearth needs ${tool.version}`);
  const source = tool.sources.find((each) => fingerprint(tool, each, platform) === recipe);
  if (source === undefined) throw invalidBundle(bundle, `its ${title} was made in another way than this Hearth's`);
  return { bundled, tool, source };
}

/** A line of `tar --list --verbose`: mode, owner, size, date, time, name. */
const listed = /^(\S+)\s+\S+\s+(\d+)\s+\S+\s+\S+\s(.*)$/;

/** Only the files of the manifest, each once and of its size: what will be written is known, and bounded, before anything is. */
async function refuseOtherMembers(bundle: string, manifest: BundleManifest, options: UnbundleOptions): Promise<void> {
  const expected = membersOf(manifest);
  const total = [...expected.values()].reduce((sum, size) => sum + size, 0);
  await mkdir(options.cache, { recursive: true });
  await requireRoom(options.cache, total);
  const given = ["--list", "--verbose", "--numeric-owner", "--quoting-style=literal", `--file=${bundle}`];
  const { stdout } = await run("tar", given, {
    maxBuffer: listLimitBytes,
    env: { ...process.env, LC_ALL: "C" },
    ...defined({ signal: options.signal }),
  }).catch((thrown: unknown) => {
    options.signal?.throwIfAborted();
    throw invalidBundle(bundle, `it cannot be read to its end: ${lastLine(messageOf(thrown))}`);
  });
  const seen = new Set<string>();
  for (const line of stdout.trimEnd().split("\n")) {
    const [, mode = "", size = "", name = line] = listed.exec(line) ?? [];
    if (name === manifestMember && seen.size === 0) continue;
    const isExpected = /^-[rwx-]{9}$/.test(mode) && expected.get(name) === Number(size) && !seen.has(name);
    if (!isExpected) throw invalidBundle(bundle, `${name} is not what its manifest says`);
    seen.add(name);
  }
  const missing = [...expected.keys()].find((name) => !seen.has(name));
  if (missing !== undefined) throw invalidBundle(bundle, `${missing} is missing in it`);
}

/** Returns whether there was anything to do. */
async function unbundleOne(bundle: string, match: Match, options: UnbundleOptions): Promise<boolean> {
  const { bundled, tool } = match;
  const { cache, log } = options;
  const label = labelOf(bundled);
  const folder = folderOf(tool, { cache, platform: bundled.platform });
  const isThere = async (): Promise<boolean> =>
    (await inspectTool(tool, { folder, platform: bundled.platform })).state === "installed";
  if (await isThere()) return false;
  return log.step(label, async (progress) => {
    const onWait = (): void => progress("waiting for another run that installs it");
    const lock = join(cache, "locks", label);
    return withLock(lock, { what: label, onWait, ...defined({ signal: options.signal }) }, async () => {
      if (await isThere()) return false;
      await replaceFolder(folder, (staging) => unpack({ bundle, staging, progress, ...match }, options));
      return true;
    });
  });
}

interface Unpacking extends Match {
  readonly bundle: string;
  readonly staging: string;
  readonly progress: Progress;
}

async function unpack(unpacking: Unpacking, { signal, cache }: UnbundleOptions): Promise<{ readonly folder: string }> {
  const { bundle, staging, progress, bundled, tool, source } = unpacking;
  const label = labelOf(bundled);
  progress("unpacking");
  const command = {
    program: "tar",
    arguments: ["--extract", `--file=${bundle}`, `--directory=${staging}`, "--no-same-owner", `tools/${label}`],
  };
  const output = join(cache, "log", `${label}-unbundle.log`);
  await runProgram(command, { folder: staging, output, ...defined({ signal }) });
  const folder = join(staging, "tools", label);
  // No time equals the one here, so every file is hashed.
  const files = bundled.files.map((file) => ({ ...file, modifiedMs: Number.NaN }));
  const [damage] = await findDamage(folder, { files }, true);
  if (damage !== undefined) throw invalidBundle(bundle, `${damage} in ${label}`);
  await seal(folder, { tool, source, platform: bundled.platform });
  return { folder };
}
