import { mkdir, rm, utimes } from "node:fs/promises";
import { basename, join } from "node:path";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import type { Log, Progress } from "@hearth/kernel/log.ts";
import type { Checksums } from "../fetch/checksums.ts";
import type { DownloadOptions } from "../fetch/download.ts";
import type { Reach } from "../fetch/reach.ts";
import { SourceSkipped } from "../fetch/source-skipped.ts";
import { describeSource } from "../names/describe-source.ts";
import { findGo } from "../fetch/find-go.ts";
import { inspectTool } from "../installed/inspect-tool.ts";
import { replaceFolder } from "../installed/replace-folder.ts";
import { folderOf } from "../installed/tool-folder.ts";
import { hostPlatform } from "../names/platform.ts";
import type { InstallProgress } from "./install-progress.ts";
import { obtain } from "./obtain.ts";
import { stampOf } from "../prune/cache-entry.ts";
import { seal } from "../installed/seal.ts";
import { findTool } from "../rows/table.ts";
import type { Platform, Tool } from "../names/tool.ts";
import { withLock } from "../../with-lock.ts";

export interface InstallContext extends DownloadOptions {
  readonly log: Log;
  readonly cache: string;
  readonly platform: Platform;
  readonly checksums: Checksums;
}

const recipesFolder = join(import.meta.dirname, "..", "recipes");

/** Of one run, which may install several tools. */
export interface InstallRun extends InstallContext {
  readonly reach: Reach;
  readonly following: InstallProgress;
}

/** Installs one tool unless it is there and intact. Runs of this and other checkouts take turns; a killed run leaves no partial tool. */
export async function installTool(tool: Tool, context: InstallRun): Promise<void> {
  const { log, cache } = context;
  const folder = folderOf(tool, context);
  const title = `${tool.name} ${tool.version}`;
  const inspect = () => inspectTool(tool, { folder, platform: context.platform });
  if ((await inspect()).state === "installed") return touch(folder);

  await log.step(title, async (given) => {
    const { note: progress, end } = context.following.start(tool, given);
    const lock = join(cache, "locks", basename(folder));
    const onWait = (): void => progress("waiting for another run that installs it");
    const work = async (): Promise<void> => {
      const found = await inspect();
      if (found.state === "installed") {
        progress("installed by another run");
        return;
      }
      if (found.state === "damaged") log.warn(`${title} is damaged (${found.because}); installing it again`);
      const { from } = await replaceFolder(folder, (staging) => fill({ tool, context, staging, progress }));
      given(`from ${from}`);
    };
    await withLock(lock, { ...context, what: title, onWait }, work).finally(end);
  });
}

/** Tells `hearth tools prune` when any checkout last needed the tool. */
const touch = (folder: string): Promise<void> =>
  utimes(stampOf({ kind: "tool", path: folder }), new Date(), new Date());

/** What a source delivered. */
interface Made {
  readonly folder: string;
  readonly from: string;
}

interface Filling {
  readonly tool: Tool;
  readonly context: InstallRun;
  readonly staging: string;
  readonly progress: Progress;
}

/** Tries the sources in order and returns what the first that succeeds delivered. */
async function fill({ tool, context, staging, progress }: Filling): Promise<Made> {
  const { cache, platform, signal, log } = context;
  const title = `${tool.name} ${tool.version}`;
  const output = join(cache, "log", `${tool.name}-${tool.version}.log`);
  const sums = join(recipesFolder, "sums", `${tool.name}.sum`);
  const label = basename(folderOf(tool, context));
  const refusals: Refusal[] = [];
  for (const [index, source] of tool.sources.entries()) {
    const result = join(staging, `result-${index}`);
    const work = join(staging, `work-${index}`);
    const from = describeSource(source, platform);
    await mkdir(result);
    await mkdir(work);
    try {
      await obtain(source, { ...context, label, sums, work, result, output, progress }, () => goProgram(context));
      await seal(result, { tool, source, platform });
      return { folder: result, from };
    } catch (thrown) {
      signal?.throwIfAborted();
      const refusal = { text: `${from}: ${messageOf(thrown)}`, isMismatch: isMismatch(thrown) };
      refusals.push(refusal);
      await rm(work, { recursive: true, force: true });
      if (thrown instanceof SourceSkipped) log.detail(`${title}: ${refusal.text}`);
      else log.warn(`${title} was not installed from ${refusal.text}${nextSource(tool, index, platform)}`);
    }
  }
  throw noSource(tool, platform, { refusals, output });
}

const nextSource = ({ sources }: Tool, index: number, platform: Platform): string => {
  const next = sources[index + 1];
  return next === undefined ? "" : `; trying ${describeSource(next, platform)}`;
};

interface Refusal {
  readonly text: string;
  readonly isMismatch: boolean;
}

const isMismatch = (thrown: unknown): boolean => thrown instanceof HearthError && thrown.code === "CHECKSUM_MISMATCH";

/** A wrong checksum is the graver reason: somebody should look at it, whatever else failed. */
function noSource(
  tool: Tool,
  platform: Platform,
  found: { refusals: readonly Refusal[]; output: string },
): HearthError {
  const refused = found.refusals.some((refusal) => refusal.isMismatch);
  const again = "Check the network and run the command again: it continues where it stopped.";
  return new HearthError({
    code: refused ? "CHECKSUM_MISMATCH" : "TOOL_UNAVAILABLE",
    message: [
      `no source of ${tool.name} ${tool.version} for ${platform} worked`,
      ...found.refusals.map(({ text }) => text),
    ].join("\n  "),
    hint: refused
      ? "Nothing was installed. Find out why the file differs before you change the pin in lib/toolchain."
      : `${again} The builders' output is in ${found.output}.`,
  });
}

/** The machine's own Go if it is new enough, else ours. */
async function goProgram(context: InstallRun): Promise<string> {
  const own = await findGo();
  if (own !== undefined) return own;
  // It runs here, whatever it builds for.
  const here = { ...context, platform: hostPlatform() };
  const builder = findTool("go");
  await installTool(builder, here);
  return join(folderOf(builder, here), "bin", "go");
}
