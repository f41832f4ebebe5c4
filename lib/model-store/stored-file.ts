import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { cacheFolder } from "../paths.ts";
import { toolBin } from "../toolchain/installed/tool-bin.ts";
import { table } from "../toolchain/rows/table.ts";
import type { ModelFile } from "../config/derive/model-files.ts";

type Named = Pick<ModelFile, "file" | "sha256">;

/** Where files of models are kept: a folder for each content. */
export const storeFolder = (cache = cacheFolder): string => join(cache, "models");

export const folderOfFile = ({ sha256 }: Pick<ModelFile, "sha256">, cache = cacheFolder): string =>
  join(storeFolder(cache), sha256);

/** Where a model's file is, or will be once it was pulled. */
export const storedPath = (file: Named, cache = cacheFolder): string => join(folderOfFile(file, cache), file.file);

/** What has arrived of a download. */
export const partialPath = (file: Named, cache = cacheFolder): string => `${storedPath(file, cache)}.partial`;

/** The path of a file that is here, in the store or in the toolchain; undefined if it is not. */
export function findStored(file: Named, cache = cacheFolder): string | undefined {
  const stored = storedPath(file, cache);
  if (existsSync(stored)) return stored;
  const tool = toolPathOf(file, cache);
  return tool !== undefined && existsSync(tool) ? tool : undefined;
}

/** Where the toolchain has a file of this content. */
function toolPathOf({ file, sha256 }: Named, cache: string): string | undefined {
  const isPinned = table.some(({ contents = {}, provides }) =>
    provides.some((path) => basename(path) === file && contents[path] === sha256),
  );
  return isPinned ? toolBin(file, { cache }) : undefined;
}
