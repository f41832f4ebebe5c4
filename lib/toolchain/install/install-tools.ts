import type { Log } from "@hearth/kernel/log.ts";
import { cacheFolder } from "../../paths.ts";
import { readChecksums } from "../fetch/checksums.ts";
import { removeGoCaches } from "../fetch/go-caches.ts";
import { inspectTool } from "../installed/inspect-tool.ts";
import { installTool, type InstallContext } from "./install-tool.ts";
import { folderOf, type Place } from "../installed/tool-folder.ts";
import { goLock } from "./obtain.ts";
import { hostPlatform } from "../names/platform.ts";
import { removePartials } from "../prune/remove-partials.ts";
import { findTool, table, type ToolName } from "../rows/table.ts";
import type { Tool } from "../names/tool.ts";
import { withLock } from "../../with-lock.ts";

export interface InstallOptions extends Place {
  readonly log: Log;
  readonly signal?: AbortSignal;
  /** Keep Go's caches (gigabytes) even when every program is there; false by default, unless CACHE/go/keep exists. */
  readonly keepBuildCache?: boolean;
}

/**
 * Makes sure that tools of the table are in the cache, in the order given; `"all"` is every program and model. Quick if they are
 * there already. Builds run one at a time, with downloads in parallel. Throws TOOL_UNAVAILABLE if no source of a tool works,
 * CHECKSUM_MISMATCH if one delivers another content.
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
  const lane = async (tools: readonly Tool[]): Promise<void> => {
    try {
      for (const tool of tools) await installTool(tool, { ...context, signal });
    } catch (thrown) {
      failed.abort(thrown);
      throw thrown;
    }
  };
  // Both lanes are awaited, so that nothing is still running in the cache when this returns.
  const ends = await Promise.allSettled([lane(rows.filter(isBuilt)), lane(rows.filter((tool) => !isBuilt(tool)))]);
  for (const end of ends) if (end.status === "rejected") throw failed.signal.reason ?? end.reason;
}

const isBuilt = (tool: Tool): boolean => tool.sources.some((source) => source.kind === "go");

/** Removes Go's caches once nothing is left to build. */
async function tidy(context: InstallContext): Promise<void> {
  const { platform, cache, log } = context;
  for (const tool of table.filter(isBuilt)) {
    const { state } = await inspectTool(tool, { folder: folderOf(tool, context), platform });
    if (state !== "installed") return;
  }
  await withLock(goLock(cache), { ...context, what: "a Go build" }, async () => {
    if (await removeGoCaches(cache)) log.detail("removed Go's module and build caches: every program is there");
  });
}
