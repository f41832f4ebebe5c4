import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "@hearth/kernel/log.ts";
import { cacheFolder } from "../paths.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import type { ArtifactSource } from "./artifact-source.ts";
import type { DepotItem } from "./depot-item.ts";
import { depotSources } from "./depot-sources.ts";
import { layOut } from "./lay-out.ts";
import { removeFormer } from "./remove-former.ts";

export interface BuildDepotOptions {
  readonly stackFolder: string;
  readonly log: Log;
}

/**
 * Lays everything that jobs fetch into `<stack>/depot/<sha256>/<file>`, from where the launcher takes it to the
 * depot's node, and lists it in `<stack>/depot.json`. What is packed already is not packed again, unless it was damaged since.
 * Fails with CHECKSUM_MISMATCH where a model is not the one that the models file names.
 */
export async function buildDepot(
  artifacts: readonly ArtifactSource[],
  { stackFolder, log }: BuildDepotOptions,
): Promise<readonly DepotItem[]> {
  // Packed programs are the same for every stack.
  const folders = { packed: join(cacheFolder, "depot"), depot: join(stackFolder, "depot") };
  const items: DepotItem[] = [];
  mkdirSync(folders.packed, { recursive: true });
  for (const source of depotSources(artifacts)) items.push(await layOut(source, folders, log));
  replaceFile(join(stackFolder, "depot.json"), `${JSON.stringify(items, undefined, 2)}\n`);
  removeFormer(folders.depot, items);
  return items;
}
