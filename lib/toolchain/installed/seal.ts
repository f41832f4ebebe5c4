import { access, mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describeSource } from "../names/describe-source.ts";
import { fingerprint } from "../names/fingerprint.ts";
import { sha256OfFile } from "@hearth/kernel/sha256-of-file.ts";
import { writeManifest } from "./manifest.ts";
import { refuseMismatch } from "../fetch/refuse-mismatch.ts";
import type { Platform, Source, Tool } from "../names/tool.ts";

export interface Delivery {
  readonly tool: Tool;
  readonly source: Source;
  readonly platform: Platform;
}

/**
 * Makes a finished tool out of what a source delivered: links, a check that everything is there and is what it should
 * be, and the manifest. Throws where something is missing; CHECKSUM_MISMATCH where content differs from the pinned.
 */
export async function seal(folder: string, { tool, source, platform }: Delivery): Promise<void> {
  for (const [path, target] of Object.entries(tool.links ?? {})) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await symlink(target, join(folder, path));
  }
  for (const path of tool.provides) {
    await access(join(folder, path)).catch(() => {
      throw new Error(`it holds no ${path}`);
    });
  }
  for (const [path, pinned] of Object.entries(tool.contents ?? {})) {
    refuseMismatch(`${path} of ${tool.name}`, { pinned, found: await sha256OfFile(join(folder, path)) });
  }
  await writeManifest(folder, {
    tool: tool.name,
    version: tool.version,
    recipe: fingerprint(tool, source, platform),
    source: describeSource(source, platform),
  });
}
