import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readManifest } from "../installed/manifest.ts";
import { stampOf, type CacheEntry } from "./cache-entry.ts";

const record = z.object({ name: z.string().default(""), sizeBytes: z.number(), sha256: z.string() });

/** Every complete tool and pack in a cache. Partial ones are not listed. */
export async function listCache(cache: string): Promise<readonly CacheEntry[]> {
  const [tools, packs] = await Promise.all([
    entriesOf(join(cache, "tools"), readTool),
    entriesOf(join(cache, "depot"), readPack),
  ]);
  return [...tools, ...packs];
}

async function entriesOf(
  folder: string,
  read: (folder: string, name: string) => Promise<CacheEntry | undefined>,
): Promise<readonly CacheEntry[]> {
  const names = await readdir(folder).catch(() => []);
  // Another run may remove one meanwhile.
  const found = await Promise.all(names.map((name) => read(folder, name).catch(() => undefined)));
  return found.filter((entry) => entry !== undefined);
}

async function readTool(folder: string, label: string): Promise<CacheEntry | undefined> {
  if (label.startsWith(".")) return undefined;
  const path = join(folder, label);
  const manifest = await readManifest(path);
  if (manifest === undefined) return undefined;
  const sizeBytes = manifest.files.reduce((sum, file) => sum + ("sizeBytes" in file ? file.sizeBytes : 0), 0);
  return { kind: "tool", name: manifest.tool, label, path, sizeBytes, usedMs: await usedMs("tool", path) };
}

async function readPack(folder: string, file: string): Promise<CacheEntry | undefined> {
  if (!file.endsWith(".json")) return undefined;
  const label = file.slice(0, -".json".length);
  const path = join(folder, label);
  await lstat(path);
  const { name, sizeBytes, sha256 } = record.parse(JSON.parse(await readFile(join(folder, file), "utf8")));
  return { kind: "pack", name, label, path, sizeBytes, sha256, usedMs: await usedMs("pack", path) };
}

const usedMs = async (kind: CacheEntry["kind"], path: string): Promise<number> =>
  (await lstat(stampOf({ kind, path }))).mtimeMs;
