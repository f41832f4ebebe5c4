import { describeSource } from "./names/describe-source.ts";
import { inspectTool } from "./installed/inspect-tool.ts";
import { hostPlatform } from "./names/platform.ts";
import { table, type ToolName } from "./rows/table.ts";
import { folderOf, type Place } from "./installed/tool-folder.ts";
import type { Platform, Tool } from "./names/tool.ts";

export interface ListedTool {
  readonly name: ToolName;
  readonly version: string;
  readonly platform: Platform;
  readonly kind: Tool["kind"];
  readonly about: string;
  readonly state: "installed" | "missing" | "outdated" | "damaged";
  /** Where it came from; for a tool that is not installed, the sources that would be tried, in order. */
  readonly from: readonly string[];
  /** Size of the installed files, 0 if there are none. */
  readonly sizeBytes: number;
  readonly folder: string;
}

export interface ListOptions extends Place {
  /** Hash every file instead of comparing sizes and times. */
  readonly deep?: boolean;
}

/** Every row of the table with its state in the cache. */
export async function listTools(options: ListOptions = {}): Promise<readonly ListedTool[]> {
  const { platform = hostPlatform(), deep = false } = options;
  return Promise.all(
    table.map(async (tool): Promise<ListedTool> => {
      const folder = folderOf(tool, options);
      const found = await inspectTool(tool, { folder, platform, deep });
      const manifest = found.state === "installed" ? found.manifest : undefined;
      const sizes = manifest?.files.map((file) => ("sizeBytes" in file ? file.sizeBytes : 0)) ?? [];
      return {
        name: tool.name,
        version: tool.version,
        platform,
        kind: tool.kind,
        about: tool.about,
        state: found.state,
        from:
          manifest === undefined ? tool.sources.map((source) => describeSource(source, platform)) : [manifest.source],
        sizeBytes: sizes.reduce((sum, size) => sum + size, 0),
        folder,
      };
    }),
  );
}
