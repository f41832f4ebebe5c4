import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Longer than any build, download or packing takes. */
const staleMs = 24 * 60 * 60_000;

/**
 * Removes what killed runs left unfinished in a cache, once it is older than a day: folders in which tools were being made,
 * depot files that are not a pack with its record, downloads that were cut off, and what was unpacked of a bundle. Returns their paths.
 */
export async function removePartials(cache: string, nowMs = Date.now()): Promise<readonly string[]> {
  const [tools, depot, downloads] = [join(cache, "tools"), join(cache, "depot"), join(cache, "downloads")];
  const packs = new Set(await list(depot));
  const isPack = (name: string): boolean =>
    packs.has(`${name}.json`) || (name.endsWith(".json") && packs.has(name.slice(0, -".json".length)));
  const partial = [
    ...(await list(tools)).filter((name) => name.startsWith(".")).map((name) => join(tools, name)),
    ...[...packs].filter((name) => !isPack(name)).map((name) => join(depot, name)),
    ...(await list(downloads)).map((name) => join(downloads, name)),
    // npm's cache out of a bundle, as the launcher unpacks it.
    ...(await list(cache)).filter((name) => name.startsWith("npm.")).map((name) => join(cache, name)),
  ];
  const removed = await Promise.all(
    partial.map(async (path) => {
      const status = await lstat(path).catch(() => undefined);
      if (status === undefined || nowMs - status.mtimeMs < staleMs) return [];
      await rm(path, { recursive: true, force: true });
      return [path];
    }),
  );
  return removed.flat();
}

const list = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);
