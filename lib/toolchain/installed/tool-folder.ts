import { join } from "node:path";
import { cacheFolder } from "../../paths.ts";
import { hostPlatform } from "../names/platform.ts";
import { findTool, type ToolName } from "../rows/table.ts";
import type { Platform, Tool } from "../names/tool.ts";

export interface Place {
  /** Where tools are kept; `cacheFolder` of lib/paths.ts by default. */
  readonly cache?: string;
  /** This machine's by default. */
  readonly platform?: Platform;
}

/** Absolute path of the folder of the pinned version: programs are in its `bin`, models in the folder itself. */
export function toolFolder(name: ToolName, place: Place = {}): string {
  return folderOf(findTool(name), place);
}

/** Folder of one row, whether or not it is installed. */
export function folderOf(tool: Pick<Tool, "name" | "version">, place: Place = {}): string {
  const { cache = cacheFolder, platform = hostPlatform() } = place;
  return join(cache, "tools", `${tool.name}-${tool.version}-${platform}`);
}
