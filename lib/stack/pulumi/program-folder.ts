import { defined } from "@hearth/kernel/defined.ts";
import type { Platform } from "../../toolchain/names/tool.ts";
import { folderOf } from "../../toolchain/installed/tool-folder.ts";
import { table } from "../../toolchain/rows/table.ts";

/** The cache folder of a program that a unit requests by `name-version`; for this machine's platform by default. */
export function programFolder(artifact: string, platform?: Platform): string {
  const tool = table.find((row) => `${row.name}-${row.version}` === artifact);
  if (tool === undefined) throw new TypeError(`lib/toolchain's table has no program ${artifact}`);
  return folderOf(tool, defined({ platform }));
}
