import { mkdir, mkdtemp, readdir, rename, rm, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import type { Log, Progress } from "@hearth/kernel/log.ts";
import type { Checksums } from "../fetch/checksums.ts";
import type { DownloadOptions } from "../fetch/download.ts";
import { describeSource } from "../names/describe-source.ts";
import { findGo } from "../fetch/find-go.ts";
import { inspectTool } from "../installed/inspect-tool.ts";
import { folderOf } from "../installed/tool-folder.ts";
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

/** Installs one tool unless it is there and intact. Runs of this and other checkouts take turns; a killed run leaves no partial tool. */
export async function installTool(tool: Tool, context: InstallContext): Promise<void> {
  const { log, cache } = context;
  const folder = folderOf(tool, context);
  const title = `${tool.name} ${tool.version}`;
  const inspect = () => inspectTool(tool, { folder, platform: context.platform });
  if ((await inspect()).state === "installed") return touch(folder);

  await log.step(title, async (progress) => {
    const lock = join(cache, "locks", basename(folder));
    const onWait = (): void => progress("waiting for another run that installs it");
    await withLock(lock, { ...context, what: title, onWait }, async () => {
      const found = await inspect();
      if (found.state === "installed") {
        progress("installed by another run");
        return;
      }
      if (found.state === "damaged") log.warn(`${title} is damaged (${found.because}); installing it again`);
      await replaceFolder(folder, (staging) => fill({ tool, context, staging, progress }));
    });
  });
}

/** Tells `hearth tools prune` when any checkout last needed the tool. */
const touch = (folder: string): Promise<void> =>
  utimes(stampOf({ kind: "tool", path: folder }), new Date(), new Date());

/** Lets `make` fill an empty folder beside the final one, then renames it into place; the old one is removed last. */
async function replaceFolder(folder: string, make: (staging: string) => Promise<string>): Promise<void> {
  const parent = dirname(folder);
  const prefix = `.${basename(folder)}.`;
  await mkdir(parent, { recursive: true });
  const removeLeftovers = async (): Promise<void> => {
    const leftovers = (await readdir(parent)).filter((name) => name.startsWith(prefix));
    await Promise.all(leftovers.map((name) => rm(join(parent, name), { recursive: true, force: true })));
  };
  await removeLeftovers();
  const staging = await mkdtemp(join(parent, prefix));
  try {
    const made = await make(staging);
    await rename(folder, join(staging, "old")).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    });
    await rename(made, folder);
  } finally {
    await removeLeftovers();
  }
}

interface Filling {
  readonly tool: Tool;
  readonly context: InstallContext;
  readonly staging: string;
  readonly progress: Progress;
}

/** Tries the sources in order and returns the folder of the first that succeeds. */
async function fill({ tool, context, staging, progress }: Filling): Promise<string> {
  const { cache, platform, signal, log } = context;
  const output = join(cache, "log", `${tool.name}-${tool.version}.log`);
  const refusals: string[] = [];
  for (const [index, source] of tool.sources.entries()) {
    const result = join(staging, `result-${index}`);
    const work = join(staging, `work-${index}`);
    await mkdir(result);
    await mkdir(work);
    try {
      await obtain(source, { ...context, work, result, output, progress }, () => goProgram(context));
      await seal(result, { tool, source, platform });
      progress(`from ${describeSource(source, platform)}`);
      return result;
    } catch (thrown) {
      signal?.throwIfAborted();
      if (thrown instanceof HearthError && thrown.code === "CHECKSUM_MISMATCH") throw thrown;
      const refusal = `${describeSource(source, platform)}: ${messageOf(thrown)}`;
      log.detail(`${tool.name} ${tool.version}: ${refusal}`);
      refusals.push(refusal);
    }
  }
  throw new HearthError({
    code: "TOOL_UNAVAILABLE",
    message: `no source of ${tool.name} ${tool.version} for ${platform} worked\n  ${refusals.join("\n  ")}`,
    hint: `Check the network and run the command again: it continues where it stopped. The builders' output is in ${output}.`,
  });
}

/** The machine's own Go if it is new enough, else ours. */
async function goProgram(context: InstallContext): Promise<string> {
  const own = await findGo();
  if (own !== undefined) return own;
  const builder = findTool("go");
  await installTool(builder, context);
  return join(folderOf(builder, context), "bin", "go");
}
