import { z } from "zod";
import { HearthError } from "@hearth/kernel/errors.ts";
import { platforms } from "../names/tool.ts";

/*
 * A bundle is a tar file: `hearth-bundle.json` first, then `tools/<name>-<version>-<platform>/…` for each tool, only regular files,
 * Node first, and at the end `npm-cache.tar`, from which the launcher installs the npm packages. It may be compressed with gzip.
 */

export const manifestMember = "hearth-bundle.json";
export const packagesMember = "npm-cache.tar";

/** A path that stays in its folder. */
const path = z.string().regex(/^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[^\0\n]+$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.number().int().min(0);

const file = z.object({ path, sizeBytes: size, sha256 });

export const bundleManifest = z.object({
  format: z.literal(1),
  /** The version of Hearth that made it. */
  hearth: z.string(),
  tools: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      platform: z.enum(platforms),
      /** The fingerprint of the row and source that it was made from. */
      recipe: z.string(),
      source: z.string(),
      files: z.array(file),
    }),
  ),
  /** Absent if the bundle has no npm packages. */
  packages: z.object({ sizeBytes: size, sha256 }).optional(),
});

export type BundleManifest = z.infer<typeof bundleManifest>;
export type BundledTool = BundleManifest["tools"][number];

/** The tool's folder in the cache and in the bundle. */
export const labelOf = ({ name, version, platform }: Pick<BundledTool, "name" | "version" | "platform">): string =>
  `${name}-${version}-${platform}`;

/** Every member of a bundle with its size, in order, but for the manifest itself. */
export function membersOf({ tools, packages }: BundleManifest): ReadonlyMap<string, number> {
  const files = tools.flatMap((tool) =>
    tool.files.map(({ path: name, sizeBytes }) => [`tools/${labelOf(tool)}/${name}`, sizeBytes] as const),
  );
  return new Map([...files, ...(packages === undefined ? [] : [[packagesMember, packages.sizeBytes] as const])]);
}

export const sizeOfMembers = (manifest: BundleManifest): number =>
  [...membersOf(manifest).values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);

export const invalidBundle = (bundle: string, because: string): HearthError =>
  new HearthError({
    code: "BUNDLE_INVALID",
    at: bundle,
    message: because,
    hint: "Nothing more was installed. Make the bundle again with `hearth tools bundle` of the same version of Hearth, and copy it whole.",
  });
