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
 * Turns what a source delivered into a finished tool: makes links, checks that everything is there and correct, and writes the
 * manifest. Throws if something is missing; CHECKSUM_MISMATCH if content differs from the pinned checksum.
 */
export async function seal(folder: string, { tool, source, platform }: Delivery): Promise<void> {
  for (const [path, target] of Object.entries(tool.links ?? {})) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await symlink(target, join(folder, path));
  }
  for (const path of tool.provides) {
    await access(join(folder, path)).catch(() => {
      throw new Error(`${path} is missing`);
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
