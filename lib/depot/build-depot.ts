import {
  existsSync,
  linkSync,
  mkdirSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Cluster } from "../config/cluster.ts";
import type { Log } from "../log.ts";
import { cacheFolder } from "../paths.ts";
import type { DepotItem } from "./depot-item.ts";
import { depotSources, type DepotSource } from "./depot-sources.ts";
import { replaceFile } from "../replace-file.ts";
import { sha256OfFile } from "../sha256-of-file.ts";

/** Packed programs, the same for every stack: `<file>` beside `<file>.json` that holds its hash. */
const packedFolder = join(cacheFolder, "depot");

export interface BuildDepotOptions {
  readonly stackFolder: string;
  readonly log: Log;
}

/**
 * Lays everything that the cluster's jobs fetch into `<stack>/depot/<sha256>/<file>`, from where the launcher takes it to the
 * depot's node, and lists it in `<stack>/depot.json`. What is packed already is not packed again.
 */
export async function buildDepot(
  cluster: Cluster,
  { stackFolder, log }: BuildDepotOptions,
): Promise<readonly DepotItem[]> {
  const items: DepotItem[] = [];
  mkdirSync(packedFolder, { recursive: true });
  for (const source of depotSources(cluster)) items.push(await layOut(source, join(stackFolder, "depot"), log));
  replaceFile(join(stackFolder, "depot.json"), `${JSON.stringify(items, undefined, 2)}\n`);
  return items;
}

async function layOut(source: DepotSource, folder: string, log: Log): Promise<DepotItem> {
  const packed = join(packedFolder, source.key);
  const sha256File = `${packed}.sha256`;
  if (!existsSync(sha256File) || !existsSync(packed)) {
    await log.step(`pack ${source.name}`, async () => {
      const partial = `${packed}.${process.pid}`;
      await source.make(partial);
      const sha256 = await sha256OfFile(partial);
      renameSync(partial, packed);
      // Written last: a pack that was cut off has no hash and is made again.
      writeFileSync(sha256File, sha256);
    });
  }
  const item = { name: source.name, file: source.file, sha256: readFileSync(sha256File, "utf8") };
  const target = join(folder, item.sha256, item.file);
  if (!existsSync(target)) {
    mkdirSync(join(folder, item.sha256), { recursive: true });
    rmSync(target, { force: true });
    linkOrCopy(packed, target);
  }
  return item;
}

/** The cache may lie on another file system than the checkout. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EXDEV") throw thrown;
    copyFileSync(from, to);
  }
}
