import { open } from "node:fs/promises";
import { dirname } from "node:path";

/** Makes the name of a file that was made or renamed survive a loss of power: names are on disk when their folder is. */
export async function syncFolder(file: string): Promise<void> {
  const folder = await open(dirname(file), "r");
  await folder.sync().finally(() => folder.close());
}
