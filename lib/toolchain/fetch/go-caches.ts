import { access, rm } from "node:fs/promises";
import { join } from "node:path";

/** Folder of Go's module and build caches: gigabytes that only a build needs, kept until every program is there. */
export const goCaches = (cache: string): string => join(cache, "go");

/** Removes Go's caches, unless a person asked for them to be kept with `touch CACHE/go/keep`. Says whether it did. */
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
