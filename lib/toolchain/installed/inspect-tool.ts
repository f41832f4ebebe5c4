import { access } from "node:fs/promises";
import { fingerprint } from "../names/fingerprint.ts";
import { findDamage, readManifest, type Manifest } from "./manifest.ts";
import type { Platform, Tool } from "../names/tool.ts";

export type ToolState =
  | { readonly state: "installed"; readonly manifest: Manifest }
  | { readonly state: "missing" }
  /** It was made from a recipe that the table no longer has. */
  | { readonly state: "outdated" }
  | { readonly state: "damaged"; readonly because: string };

export interface InspectOptions {
  readonly folder: string;
  readonly platform: Platform;
  /** Hash every file, even those that look unchanged. */
  readonly deep?: boolean;
}

/** Whether a tool's folder holds what the table requires. Takes milliseconds, unless `deep`. */
export async function inspectTool(tool: Tool, options: InspectOptions): Promise<ToolState> {
  const { folder, platform, deep = false } = options;
  const there = await access(folder).then(
    () => true,
    () => false,
  );
  if (!there) return { state: "missing" };
  const manifest = await readManifest(folder);
  if (manifest === undefined) return { state: "damaged", because: "its manifest is missing or incomplete" };
  const recipes = tool.sources.map((source) => fingerprint(tool, source, platform));
  if (!recipes.includes(manifest.recipe)) return { state: "outdated" };
  const [damage] = await findDamage(folder, manifest, deep);
  return damage === undefined ? { state: "installed", manifest } : { state: "damaged", because: damage };
}
