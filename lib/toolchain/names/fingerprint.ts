import { createHash } from "node:crypto";
import type { Platform, Source, Tool } from "./tool.ts";

/**
 * Identifies what a tool's folder is made from. A change to the row that affects the folder's content changes it, so the tool is
 * installed again; adding a source or a checksum does not.
 */
export function fingerprint(tool: Tool, source: Source, platform: Platform): string {
  const { provides, links, contents } = tool;
  const recipe = JSON.stringify({ provides, links, contents, source, platform });
  return createHash("sha256").update(recipe).digest("hex").slice(0, 16);
}
