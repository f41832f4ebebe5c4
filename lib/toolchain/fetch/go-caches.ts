import { access, rm } from "node:fs/promises";
import { join } from "node:path";

/** Folder of Go's module and build caches: gigabytes that only builds need, kept until every program is installed. */
export const goCaches = (cache: string): string => join(cache, "go");

/** Removes Go's caches, unless a person kept them with `touch CACHE/go/keep`. Returns whether it did. */
export async function removeGoCaches(cache: string): Promise<boolean> {
  const folder = goCaches(cache);
  const exists = (path: string): Promise<boolean> =>
    access(path).then(
      () => true,
      () => false,
    );
  if (!(await exists(folder)) || (await exists(join(folder, "keep")))) return false;
  await rm(folder, { recursive: true, force: true });
  return true;
}
