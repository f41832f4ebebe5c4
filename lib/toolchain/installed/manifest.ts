import { lstat, readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256OfFile } from "@hearth/kernel/sha256-of-file.ts";

/** A file as it was installed; for a symbolic link only the target is compared. */
export type ManifestFile =
  | { readonly path: string; readonly sizeBytes: number; readonly modifiedMs: number; readonly sha256: string }
  | { readonly path: string; readonly target: string };

/** Written into a tool's folder before the folder is renamed into place: a folder without one is not a tool. */
export interface Manifest {
  readonly tool: string;
  readonly version: string;
  /** One of the row's fingerprints. */
  readonly recipe: string;
  /** The source, in words. */
  readonly source: string;
  readonly installedAt: string;
  readonly files: readonly ManifestFile[];
}

const manifestName = ".hearth-manifest.json";

/** Describes the folder's files and writes its manifest. */
export async function writeManifest(folder: string, about: Omit<Manifest, "files" | "installedAt">): Promise<Manifest> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: ManifestFile[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (path !== manifestName) files.push(await describeFile(folder, path));
  }
  const manifest = { ...about, installedAt: new Date().toISOString(), files };
  await writeFile(join(folder, manifestName), JSON.stringify(manifest));
  return manifest;
}

/** The folder's manifest; undefined if it is missing or incomplete. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, manifestName), "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}

/**
 * What is wrong with an installed folder: one sentence for each file, empty if all is well. A file with the same size and time
 * counts as unchanged, others are hashed; with `deep` all are hashed.
 */
export async function findDamage(
  folder: string,
  manifest: Pick<Manifest, "files">,
  deep = false,
): Promise<readonly string[]> {
  const findings = await Promise.all(manifest.files.map((file) => damageOf(folder, file, deep)));
  return findings.filter((finding) => finding !== undefined);
}

/** A file of the folder as it is now. */
export async function describeFile(folder: string, path: string): Promise<ManifestFile> {
  const whole = join(folder, path);
  const status = await lstat(whole);
  if (status.isSymbolicLink()) return { path, target: await readlink(whole) };
  return { path, sizeBytes: status.size, modifiedMs: status.mtimeMs, sha256: await sha256OfFile(whole) };
}

async function damageOf(folder: string, file: ManifestFile, deep: boolean): Promise<string | undefined> {
  const whole = join(folder, file.path);
  const status = await lstat(whole).catch(() => undefined);
  if (status === undefined) return `${file.path} is missing`;
  if ("target" in file) {
    const same = status.isSymbolicLink() && (await readlink(whole)) === file.target;
    return same ? undefined : `${file.path} links to another target`;
  }
  if (status.size !== file.sizeBytes) return `${file.path} has ${status.size} bytes instead of ${file.sizeBytes}`;
  if (!deep && status.mtimeMs === file.modifiedMs) return undefined;
  return (await sha256OfFile(whole)) === file.sha256 ? undefined : `${file.path} has different content`;
}
