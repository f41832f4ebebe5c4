import { createHash } from "node:crypto";
import type { Platform, Source, Tool } from "./tool.ts";

/**
 * What a tool's folder was made from. A row that changes what its folder holds changes this, so the tool is installed
 * again; adding a source, or a checksum to one, does not.
 */
export function fingerprint(tool: Tool, source: Source, platform: Platform): string {
  const { provides, links, contents } = tool;
  const recipe = JSON.stringify({ provides, links, contents, source, platform });
  return createHash("sha256").update(recipe).digest("hex").slice(0, 16);
}
