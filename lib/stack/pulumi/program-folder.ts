import { folderOf } from "../../toolchain/installed/tool-folder.ts";
import { table } from "../../toolchain/rows/table.ts";

/** Folder in the cache of a program that a unit asks for by `name-version`. */
export function programFolder(artifact: string): string {
  const tool = table.find((row) => `${row.name}-${row.version}` === artifact);
  if (tool === undefined) throw new TypeError(`no program ${artifact} in lib/toolchain's table`);
  return folderOf(tool);
}
