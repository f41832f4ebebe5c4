import { folderOf } from "../../toolchain/installed/tool-folder.ts";
import { table } from "../../toolchain/rows/table.ts";

/** The cache folder of a program that a unit requests by `name-version`. */
export function programFolder(artifact: string): string {
  const tool = table.find((row) => `${row.name}-${row.version}` === artifact);
  if (tool === undefined) throw new TypeError(`lib/toolchain's table has no program ${artifact}`);
  return folderOf(tool);
}
