import type { Log } from "@hearth/kernel/log.ts";
import { cacheFolder } from "../../paths.ts";
import { readChecksums } from "../fetch/checksums.ts";
import { removeGoCaches } from "../fetch/go-caches.ts";
import { reachServers } from "../fetch/reach.ts";
import { inspectTool } from "../installed/inspect-tool.ts";
import { followInstall } from "./install-progress.ts";
import { installTool, type InstallContext, type InstallRun } from "./install-tool.ts";
import { folderOf, type Place } from "../installed/tool-folder.ts";
import { goLock } from "./obtain.ts";
import { hostPlatform } from "../names/platform.ts";
import { removePartials } from "../prune/remove-partials.ts";
import { findTool, table, type ToolName } from "../rows/table.ts";
import type { Source, Tool } from "../names/tool.ts";
import { withLock } from "../../with-lock.ts";

export interface InstallOptions extends Place {
  readonly log: Log;
  readonly signal?: AbortSignal;
  /** Keep Go's caches (gigabytes) even when every program is there; false by default, unless CACHE/go/keep exists. */
  readonly keepBuildCache?: boolean;
}

/**
 * Makes sure that tools of the table are in the cache, in the order given; `"all"` is every program and model. Quick if they are
 * there already. Builds run one at a time, with downloads in parallel. Throws TOOL_UNAVAILABLE if no source of a tool works, or
 * CHECKSUM_MISMATCH if one of those sources delivers another content than the pinned.
 */
export async function installTools(names: readonly ToolName[] | "all", options: InstallOptions): Promise<void> {
  const { cache = cacheFolder, platform = hostPlatform(), keepBuildCache = false, ...rest } = options;
  const context = { ...rest, cache, platform, checksums: await readChecksums() };
  const wanted =
    names === "all" ? table.filter(({ kind }) => kind === "program" || kind === "model") : names.map(findTool);
  await installRows(wanted, context);
  if (!keepBuildCache) await tidy(context);
  await removePartials(cache);
}

/** `installTools` for rows that need not be in the table. */
export async function installRows(rows: readonly Tool[], context: InstallContext): Promise<void> {
  const failed = new AbortController();
  const signal = context.signal === undefined ? failed.signal : AbortSignal.any([context.signal, failed.signal]);
  const { answerLimitMs = Infinity } = context;
  const reach = reachServers({ ...context, signal, limitMs: Math.min(3_000, answerLimitMs) });
  const missing = await missingOf(rows, context);
  const isBuilt = await buildsOf(missing, { ...context, reach });
  const run: InstallRun = { ...context, signal, reach, following: followInstall(missing, isBuilt) };
  const lane = async (tools: Tool[]): Promise<void> => {
    try {
      for (let tool = tools.shift(); tool !== undefined; tool = tools.shift()) await installTool(tool, run);
    } catch (thrown) {
      failed.abort(thrown);
      throw thrown;
    }
  };
  const [built, others] = [rows.filter(isBuilt), rows.filter((tool) => !isBuilt(tool))];
  // All lanes are awaited, so that nothing is still running in the cache when this returns.
  const ends = await Promise.allSettled([lane(built), ...Array.from({ length: downloadsAtOnce }, () => lane(others))]);
  for (const end of ends) if (end.status === "rejected") throw failed.signal.reason ?? end.reason;
}

/** More would only share the line. */
const downloadsAtOnce = 3;

async function missingOf(rows: readonly Tool[], context: InstallContext): Promise<readonly Tool[]> {
  const states = await Promise.all(
    rows.map((tool) => inspectTool(tool, { folder: folderOf(tool, context), platform: context.platform })),
  );
  return rows.filter((_, index) => states[index]?.state !== "installed");
}

/**
 * Which of the tools will be built from source, because no source before that is pinned and answers. The servers that do not answer
 * are named in one warning.
 */
async function buildsOf(
  missing: readonly Tool[],
  { checksums, platform, reach, log }: Pick<InstallRun, "checksums" | "platform" | "reach" | "log">,
): Promise<(tool: Tool) => boolean> {
  const silent = new Map<string, string>();
  const works = async (source: Source): Promise<boolean> => {
    if (source.kind !== "vendor") return source.kind !== "wheel" || source.sha256[platform] !== undefined;
    const { url } = source.downloads[platform];
    if ((checksums[url] ?? null) === null) return false;
    const because = await reach(url);
    if (because !== undefined) silent.set(new URL(url).host, because);
    return because === undefined;
  };
  const built = await Promise.all(
    missing.map(async ({ sources }) => {
      const all = await Promise.all(sources.map(works));
      return sources[all.indexOf(true)]?.kind === "go";
    }),
  );
  if (silent.size > 0) {
    const servers = [...silent].map(([host, because]) => `${host} (${because})`).join(", ");
    log.warn(`these servers cannot be reached, so the next source of each program is used: ${servers}`);
  }
  const names = new Set(missing.filter((_, index) => built[index]).map(({ name }) => name));
  return ({ name }) => names.has(name);
}

const canBeBuilt = (tool: Tool): boolean => tool.sources.some((source) => source.kind === "go");

/** Removes Go's caches once nothing is left to build. */
async function tidy(context: InstallContext): Promise<void> {
  const { platform, cache, log } = context;
  for (const tool of table.filter(canBeBuilt)) {
    const { state } = await inspectTool(tool, { folder: folderOf(tool, context), platform });
    if (state !== "installed") return;
  }
  await withLock(goLock(cache), { ...context, what: "a Go build" }, async () => {
    if (await removeGoCaches(cache)) log.detail("removed Go's module and build caches: every program is there");
  });
}
