import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Lets `make` fill an empty folder beside the final one, then renames what it names into place; the old one is removed last. Nobody
 * ever sees a partial folder, and what a killed run left is removed first. Only for the holder of the tool's lock.
 */
export async function replaceFolder<Made extends { readonly folder: string }>(
  folder: string,
  make: (staging: string) => Promise<Made>,
): Promise<Made> {
  const parent = dirname(folder);
  const prefix = `.${basename(folder)}.`;
  await mkdir(parent, { recursive: true });
  const removeLeftovers = async (): Promise<void> => {
    const leftovers = (await readdir(parent)).filter((name) => name.startsWith(prefix));
    await Promise.all(leftovers.map((name) => rm(join(parent, name), { recursive: true, force: true })));
  };
  await removeLeftovers();
  const staging = await mkdtemp(join(parent, prefix));
  try {
    const made = await make(staging);
    await rename(folder, join(staging, "old")).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    });
    await rename(made.folder, folder);
    return made;
  } finally {
    await removeLeftovers();
  }
}
