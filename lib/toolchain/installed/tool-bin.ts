import { basename, join } from "node:path";
import { table } from "../rows/table.ts";
import { folderOf, type Place } from "./tool-folder.ts";

/** Absolute path of an executable or a model file by its file name: `tailscaled`, `all-MiniLM-L6-v2.F16.gguf`. */
export function toolBin(file: string, place: Place = {}): string {
  for (const tool of table) {
    const path = tool.provides.find((provided) => basename(provided) === file);
    if (path !== undefined) return join(folderOf(tool, place), path);
  }
  throw new TypeError(`no tool provides ${file}`);
}
